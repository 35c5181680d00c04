"""English and Spanish words of dates: folded word → (what it is, its value)."""

from __future__ import annotations

from types import MappingProxyType

_MONTHS = (
    "january jan enero ene i",
    "february feb febrero ii",
    "march mar marzo iii",
    "april apr abril abr iv",
    "may mayo v",
    "june jun junio vi",
    "july jul julio vii",
    "august aug agosto ago viii",
    "september sept sep septiembre setiembre set ix",
    "october oct octubre x",
    "november nov noviembre xi",
    "december dec diciembre dic xii",
)
_WEEKDAYS = (
    "monday mon lunes",
    "tuesday tue tues martes",
    "wednesday wed miercoles",
    "thursday thu thur thurs jueves",
    "friday fri viernes",
    "saturday sat sabado",
    "sunday sun domingo",
)
_OTHERS = {
    ("part", "early"): "early beginning start principios inicios comienzos comienzo principio",
    ("part", "mid"): "mid middle mediados",
    ("part", "late"): "late end fines finales final fin",
    (
        "mark",
        "~",
    ): "about circa c ca around approximately approx roughly hacia aproximadamente aprox alrededor cerca",
    ("mark", "?"): "possibly probably perhaps maybe posiblemente probablemente quizas",
    ("open", "since"): "since desde",
    ("open", "after"): "after despues tras",
    ("open", "until"): "until by hasta",
    ("open", "before"): "before prior antes",
    ("range", ""): "to and through thru or y al o",
    ("range", "a"): "a",  # "del 6 a 9 de mayo", but also "a principios de mayo"
    ("filler", ""): "of the on in at during from between as date dated st nd rd th "
    "night morning evening afternoon overnight day days month year weekend sometime some time "
    "dawn dusk noon midnight daybreak nightfall "
    "de del el la los en entre durante noche madrugada tarde manana dia dias mes ano fecha "
    "amanecer anochecer mediodia medianoche",
    ("season", "21"): "spring primavera",
    ("season", "22"): "summer verano",
    ("season", "23"): "autumn fall otono",
    ("season", "24"): "winter invierno",
    ("week", ""): "week semana",
    ("half", ""): "half mitad semestre quincena",
    ("quarter", ""): "quarter q trimestre",
    ("decade", ""): "decade decada anos",
    ("nth", "1"): "first primera primer",
    ("nth", "2"): "second segunda segundo",
    ("nth", "3"): "third tercera tercer",
    ("nth", "4"): "fourth cuarta cuarto",
    ("nth", "-1"): "last ultima ultimo",
}


def _vocabulary() -> dict[str, tuple[str, str]]:
    words = {word: meaning for meaning, names in _OTHERS.items() for word in names.split()}
    for kind, table in (("month", _MONTHS), ("weekday", _WEEKDAYS)):
        start = 1 if kind == "month" else 0
        for index, names in enumerate(table, start):
            words |= {word: (kind, str(index)) for word in names.split()}
    return words


WORDS = MappingProxyType(_vocabulary())
"""Month numbers count from 1, weekdays from Monday as 0."""
