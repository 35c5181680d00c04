"""What a check says, in English and Spanish; codes and the names of columns stay as they are."""

from __future__ import annotations

from typing import Any

_SAID: dict[str, dict[str, str]] = {
    "en": {
        "ambiguous": "Several places could be meant",
        "not_found": "The place was not found",
        "unparsed": "The words say no place that can be read",
        "same_words_elsewhere": "The words {place!r} stand {away} away in row {first}.",
        "duplicate_id": "The id is that of row {first} already.",
        "duplicate": "Says the same as row {first}: {columns}.",
        "unread_date": "{text!r} is not a date that can be.",
        "date_order": "{text!r} ends before it begins.",
        "min_over_max": "{harm}_min is {low:.0f} and {harm}_max only {high:.0f}.",
        "negative_count": "A number of {harm} people is below zero.",
        "not_a_link": "source_url is no web address: {text!r}.",
        "zero_coordinates": "The point is 0, 0, which stands for missing coordinates.",
        "unknown_country": "There is no country {name!r}.",
        "outside_country": "The point lies outside {name}.",
        "country_centroid": "The coordinates are the reference point of {name}: probably no more is known.",
        "outside_area": "The point lies outside {name!r}.",
        "coder_only": "Not placed from {place!r}.",
        "coder_elsewhere": "The coder's point lies {outside} outside what {place!r} supports, "
        "{distance} from its point.{meant}",
        "coder.area": " The coder's point stands for an area.",
        "coder.near": " The coder says near.",
        "coder.none": "No row has a coder's point (coder_lon, coder_lat) to compare with.",
        "coder.sum": "{n} rows have a coder's point: {within} within what the words support, "
        "{outside} outside, {unplaced} not placed from the words.",
        "coder.median": "The median distance between the two points is {distance}.",
        "title": "Check of an incident table",
        "title.coder": "The coder's points against the words",
        "title.versions": "What changed between two versions",
        "title.decisions": "Two people's decisions",
        "row": "Row",
        "id": "Id",
        "what": "What",
        "place": "Place as worded",
        "column": "Column",
        "before": "Before",
        "after": "After",
        "moved": "Moved",
        "removed": "Removed",
        "added": "Added",
        "changed": "Changed",
        "sum": "{incidents}: {errors} and {warnings} in {rows}.",
        "n.incident": "{n} incident|{n} incidents",
        "n.error": "{n} error|{n} errors",
        "n.warning": "{n} warning|{n} warnings",
        "n.row": "{n} row|{n} rows",
        "versions.sum": "{before} and {after} rows: {removed} removed, {added} added, {changed} changed.",
        "versions.older": "Only the older has the columns {columns}.",
        "versions.newer": "Only the newer has the columns {columns}.",
        "versions.ids": "Rows without an id of their own get one from their content: "
        "an edit shows as two rows.",
        "decisions.both": "{rows} decided by both: {agreed} agree, {differ} differ.",
        "decisions.alone": "{rows} decided by one of the two alone.",
        "decisions.rows": "Row by row",
        "decisions.order": "Those who differ most come first.",
        "decisions.verdict": "Verdict",
        "decisions.apart": "Apart",
        "decisions.first": "First",
        "decisions.second": "Second",
        "inputs": "SHA-256 of the inputs",
        "none": "none",
        "error": "error",
        "warning": "warning",
    },
    "es": {
        "ambiguous": "Pueden ser varios lugares",
        "not_found": "No se encontró el lugar",
        "unparsed": "Las palabras no dicen ningún lugar que se pueda leer",
        "same_words_elsewhere": "Las palabras {place!r} están a {away} en la fila {first}.",
        "duplicate_id": "El id es ya el de la fila {first}.",
        "duplicate": "Dice lo mismo que la fila {first}: {columns}.",
        "unread_date": "{text!r} no es una fecha posible.",
        "date_order": "{text!r} termina antes de empezar.",
        "min_over_max": "{harm}_min es {low:.0f} y {harm}_max solo {high:.0f}.",
        "negative_count": "Un número de personas ({harm}) es menor que cero.",
        "not_a_link": "source_url no es una dirección web: {text!r}.",
        "zero_coordinates": "El punto es 0, 0, que significa que faltan las coordenadas.",
        "unknown_country": "No hay ningún país {name!r}.",
        "outside_country": "El punto queda fuera de {name}.",
        "country_centroid": "Las coordenadas son el punto de referencia de {name}: "
        "probablemente no se sabe más.",
        "outside_area": "El punto queda fuera de {name!r}.",
        "coder_only": "No se pudo ubicar a partir de {place!r}.",
        "coder_elsewhere": "El punto del codificador está a {outside} de lo que {place!r} permite, "
        "a {distance} de su punto.{meant}",
        "coder.area": " El punto del codificador vale por un área.",
        "coder.near": " El codificador dice cerca.",
        "coder.none": "Ninguna fila tiene un punto del codificador (coder_lon, coder_lat) que comparar.",
        "coder.sum": "{n} filas tienen un punto del codificador: {within} dentro de lo que las palabras "
        "permiten, {outside} fuera, {unplaced} sin ubicar a partir de las palabras.",
        "coder.median": "La mediana de la distancia entre los dos puntos es {distance}.",
        "title": "Revisión de una tabla de incidentes",
        "title.coder": "Los puntos del codificador frente a las palabras",
        "title.versions": "Qué cambió entre dos versiones",
        "title.decisions": "Las decisiones de dos personas",
        "row": "Fila",
        "id": "Id",
        "what": "Qué",
        "place": "Lugar según la fuente",
        "column": "Columna",
        "before": "Antes",
        "after": "Después",
        "moved": "Desplazado",
        "removed": "Quitadas",
        "added": "Añadidas",
        "changed": "Cambiadas",
        "sum": "{incidents}: {errors} y {warnings} en {rows}.",
        "n.incident": "{n} incidente|{n} incidentes",
        "n.error": "{n} error|{n} errores",
        "n.warning": "{n} aviso|{n} avisos",
        "n.row": "{n} fila|{n} filas",
        "versions.sum": "{before} y {after} filas: {removed} quitadas, {added} añadidas, "
        "{changed} cambiadas.",
        "versions.older": "Solo la más antigua tiene las columnas {columns}.",
        "versions.newer": "Solo la más reciente tiene las columnas {columns}.",
        "versions.ids": "Las filas sin id propio lo reciben de su contenido: "
        "un cambio aparece como dos filas.",
        "decisions.both": "{rows} con decisión de ambas: {agreed} coinciden, {differ} difieren.",
        "decisions.alone": "{rows} con decisión de una sola de las dos.",
        "decisions.rows": "Fila por fila",
        "decisions.order": "Primero las que más difieren.",
        "decisions.verdict": "Resultado",
        "decisions.apart": "Separación",
        "decisions.first": "Primera",
        "decisions.second": "Segunda",
        "inputs": "SHA-256 de las entradas",
        "none": "ninguna",
        "error": "error",
        "warning": "aviso",
    },
}

_HEADINGS_ES = {
    "ambiguous": "Ambiguos",
    "not_found": "No encontrados",
    "unparsed": "No entendidos",
    "zero_coordinates": "Coordenadas cero",
    "outside_country": "Fuera del país",
    "outside_area": "Fuera del área",
    "unknown_country": "País desconocido",
    "country_centroid": "Punto de referencia del país",
    "same_words_elsewhere": "Las mismas palabras en otro punto",
    "duplicate_id": "Id repetido",
    "duplicate": "Repetidos",
    "unread_date": "Fecha ilegible",
    "date_order": "Orden de las fechas",
    "min_over_max": "Mínimo mayor que máximo",
    "negative_count": "Número negativo",
    "not_a_link": "No es un enlace",
    "coder_elsewhere": "El codificador en otra parte",
    "coder_only": "Solo el codificador",
}

MEANING = {
    "ambiguous": "Several places could be meant: choose one.",
    "not_found": "The gazetteer lacks the place: give a position, or add a source.",
    "unparsed": "The words say no place: write them anew, or give a position.",
    "zero_coordinates": "0, 0 stands for coordinates that were never filled in.",
    "outside_country": "The point is not in the country that the row names.",
    "outside_area": "The point is not in the first-level area that the row names.",
    "unknown_country": "The row names a country that there is not.",
    "country_centroid": "Given coordinates that are a country's own reference point.",
    "same_words_elsewhere": "The same words of the same country stand at different points.",
    "duplicate_id": "Two rows have one id, so that decisions and versions cannot tell them apart.",
    "duplicate": "Two rows say the same: one incident told twice?",
    "unread_date": "The date is in no calendar or in no form that can be read.",
    "date_order": "The end of the date is before its beginning.",
    "min_over_max": "The smaller number of people is the larger.",
    "negative_count": "A number of people below zero.",
    "not_a_link": "A source address that no browser opens.",
    "coder_elsewhere": "The coder's point lies outside what the words support.",
    "coder_only": "The coder has a point, and the words were not placed.",
}
"""What each code of a finding means, and what to do."""

_MEANING_ES = {
    "ambiguous": "Pueden ser varios lugares: elija uno.",
    "not_found": "El nomenclátor no tiene el lugar: dé una posición o añada una fuente.",
    "unparsed": "Las palabras no dicen ningún lugar: reescríbalas o dé una posición.",
    "zero_coordinates": "0, 0 significa coordenadas que nunca se llenaron.",
    "outside_country": "El punto no está en el país que la fila nombra.",
    "outside_area": "El punto no está en el área de primer nivel que la fila nombra.",
    "unknown_country": "La fila nombra un país que no existe.",
    "country_centroid": "Coordenadas dadas que son el punto de referencia de un país.",
    "same_words_elsewhere": "Las mismas palabras del mismo país están en puntos distintos.",
    "duplicate_id": "Dos filas tienen un mismo id: decisiones y versiones no las distinguen.",
    "duplicate": "Dos filas dicen lo mismo: ¿un incidente contado dos veces?",
    "unread_date": "La fecha no está en ningún calendario o en ninguna forma que se pueda leer.",
    "date_order": "El fin de la fecha es anterior a su comienzo.",
    "min_over_max": "El número menor de personas es el mayor.",
    "negative_count": "Un número de personas menor que cero.",
    "not_a_link": "Una dirección de la fuente que ningún navegador abre.",
    "coder_elsewhere": "El punto del codificador queda fuera de lo que las palabras permiten.",
    "coder_only": "El codificador tiene un punto, y las palabras no se pudieron ubicar.",
}


def say(language: str, key: str, **values: Any) -> str:
    """A sentence in a language, its gaps filled."""
    return _SAID[language][key].format(**values)


def counted(language: str, noun: str, number: int) -> str:
    """A number of things: ``1 row``, ``3 filas``."""
    one, more = _SAID[language][f"n.{noun}"].split("|")
    return (one if number == 1 else more).format(n=number)


def meaning(language: str, code: str) -> str:
    """What a code means, and what to do; empty for one that is not known."""
    return (MEANING if language == "en" else _MEANING_ES).get(code, "")


def heading(language: str, code: str) -> str:
    """A code as the head of a section."""
    plain = code.replace("_", " ").capitalize()
    return plain if language == "en" else _HEADINGS_ES.get(code, plain)


def distance(language: str, metres: float, *, least_km: float = 1000.0) -> str:
    """A distance as a sentence has it: metres below `least_km`, else kilometres with a tenth."""
    if metres < least_km:
        return f"{metres:.0f} m"
    text = f"{metres / 1000:,.1f}"
    return f"{text if language == 'en' else text.translate(str.maketrans(',.', '.,'))} km"
