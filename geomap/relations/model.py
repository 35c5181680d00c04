"""What a parsed place description is: anchors, relations, and how they hang together.

Spans are ``(start, end)`` Python string indices into the text as it was given. A name
keeps two forms: `Anchor.name` without the word that says what the place is ("Canto
Grande") and `Anchor.full_name` with it ("Canto Grande prison"). Look up `Anchor.forms`
in their order: if the gazetteer knows "Northern Ireland" or "Norte de Santander", that
is the place, and `part` falls away.

All of these are values: nothing changes them once they are made. `Anchor`, `Relation` and
`Description` are not frozen only because freezing takes an eighth of the parser's time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from geomap.model import RelationKind

Span = tuple[int, int]


@dataclass(slots=True, unsafe_hash=True)
class Anchor:
    """A place that the words name, or only describe.

    Attributes
    ----------
    name : str
        As written, without a separable feature word; empty if `generic`.
    span : (int, int)
        Where the whole noun phrase stands in the text.
    full_name : str
        With its feature word, part or heading: "penal de Canto Grande", "northern Syria".
    bare : str
        The rest of a name whose feature word usually belongs to it ("Grande" for
        "Rio Grande"); the last form to try.
    feature : str
        Key of what it is said to be (`geomap.relations.feature`), or empty.
    part : str
        Which part of it: ``centre``, ``outskirts``, ``north``, ``west_slope``,
        ``left_bank``, ``mouth`` … or the words, as in "pavilion 4b".
    generic : bool
        No name, only a feature word: "a town", "the prison".
    count : int or None
        How many, for generic plurals: "3 different prisons".
    within : tuple of Anchor
        Containing areas that the words name right after it, smallest first.
    """

    name: str
    span: Span
    full_name: str = ""
    bare: str = ""
    feature: str = ""
    part: str = ""
    generic: bool = False
    count: int | None = None
    within: tuple[Anchor, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """The spellings to look up, best first, each once."""
        return tuple(dict.fromkeys(filter(None, (self.full_name, self.name, self.bare))))


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A position that the text itself states.

    Attributes
    ----------
    system : str
        ``decimal``, ``dms``, ``utm`` or ``mgrs``.
    lon, lat : float or None
        Decimal degrees; None for ``utm`` and ``mgrs``, which need a projection.
    precision_deg : float or None
        The unit of the last digit given, the coarser of both axes.
    zone : str
        UTM zone with its latitude band or hemisphere where given ("18L", "12"), or the
        MGRS grid zone with its square ("18TUQ").
    easting, northing : float or None
        Metres; for MGRS within the square.
    precision_m : float or None
        Unit of the last digit for ``utm`` and ``mgrs``.
    """

    system: str
    span: Span
    lon: float | None = None
    lat: float | None = None
    precision_deg: float | None = None
    zone: str = ""
    easting: float | None = None
    northing: float | None = None
    precision_m: float | None = None


@dataclass(frozen=True, slots=True)
class Offset:
    """One leg: so far, in that direction.

    Attributes
    ----------
    half_precision_m : float
        Half the unit in which the distance was stated (for a range, half the range too).
    heading_half_deg : float
        Half the width of the sector that the words mean by the heading.
    """

    distance_m: float
    half_precision_m: float
    heading_deg: float
    heading_half_deg: float


@dataclass(slots=True, unsafe_hash=True)
class Relation:
    """How the words tie the incident, or a place, to one or more anchors.

    Attributes
    ----------
    anchors : tuple of Anchor
        One for most kinds; two for ``junction``, ``border`` and a road from one to the
        other; two or more for ``between``; the named ones for ``several``; none for
        ``coordinates``.
    distance_m, half_precision_m : float or None
        Metres, and half the precision with which they were stated.
    unit : str
        Key of the unit as written: ``km``, ``mi``, ``league_es`` …
    heading_deg, heading_half_deg : float or None
        Degrees clockwise from north, and half the width of the sector.
    offsets : tuple of Offset
        The legs of an ``orthogonal`` relation, in the order of the text.
    approx : bool
        "about", "some", "ca.": the radius does not change by it.
    approx_word : str
        Which of these words: ``about``, ``some``, ``almost``, ``just_over``, ``circa``,
        ``more_or_less``.
    bound : str
        ``at_most`` ("within 7 miles of"), ``at_least`` ("more than"), or empty.
    by_road : bool or None
        True "by road", False "by air" or "in a straight line", None if not said.
    word : str
        Which of the vague words, by a key of its own each: ``near``, ``very_near``,
        ``not_far``, ``vicinity``, ``area``, ``around``, ``in_and_around``, ``outside``,
        ``just_outside``, ``beside``, ``entrance``, ``exit``, ``edge``, ``foot``,
        ``offshore``, ``inland``, ``upstream``, ``downstream``, ``along``, ``towards``,
        ``somewhere`` …
    road : Anchor or None
        The road or river along which, if it has a name of its own.
    towards : Anchor or None
        The place in whose direction along the way: "12 km from A on the road to B".
    km_post : float or None
        Kilometre (or mile, see `unit`) post on the road; `km_post_end` if a stretch.
    """

    kind: RelationKind
    anchors: tuple[Anchor, ...]
    span: Span
    distance_m: float | None = None
    half_precision_m: float | None = None
    unit: str = ""
    heading_deg: float | None = None
    heading_half_deg: float | None = None
    heading_words: str = ""
    offsets: tuple[Offset, ...] = ()
    approx: bool = False
    approx_word: str = ""
    bound: str = ""
    by_road: bool | None = None
    word: str = ""
    road: Anchor | None = None
    towards: Anchor | None = None
    km_post: float | None = None
    km_post_end: float | None = None
    coordinates: Coordinates | None = None

    @property
    def anchor(self) -> Anchor | None:
        """The first anchor, if there is one."""
        return self.anchors[0] if self.anchors else None


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that a reader of the result should know, as a code with parameters."""

    code: str
    params: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(slots=True, unsafe_hash=True)
class Description:
    """A place description, read.

    Attributes
    ----------
    relation : Relation or None
        The one that places the incident; None if nothing could be read (`unparsed_at`).
    subject : Anchor or None
        What the relation is said of, if that is not the relation's own anchor: the
        generic "police station" of "a police station near Atoyac".
    checks : tuple of Relation
        What else the words say about where: appositions ("Xoxocotla, 100 km southwest of
        Mexico City"), second relations. Cross-checks, and the fallback where the
        gazetteer lacks the anchor of `relation`.
    within : tuple of Anchor
        Containing areas of the whole, smallest first.
    mentions : tuple of Anchor
        Further names that the grammar could not tie in.
    flags : tuple of Flag
    language : str
        ISO 639-1 code of the lexicon that led; empty if undecided.
    unparsed_at : int or None
        Index of the first character that could not be read, if `relation` is None.
    """

    text: str
    relation: Relation | None
    subject: Anchor | None = None
    checks: tuple[Relation, ...] = ()
    within: tuple[Anchor, ...] = ()
    mentions: tuple[Anchor, ...] = ()
    flags: tuple[Flag, ...] = ()
    language: str = ""
    unparsed_at: int | None = None

    @property
    def kinds(self) -> frozenset[RelationKind]:
        """Kinds of the relation and of its checks."""
        found = [*self.checks] if self.relation is None else [self.relation, *self.checks]
        return frozenset(relation.kind for relation in found)
