"""Alternative accounts held against the same evidence: what they need, and what they predict that differs."""

from dataclasses import replace
from math import inf, isfinite, isnan, nan

import numpy as np

from truecourse.flight.case import Case
from truecourse.flight.claim import Claim, Kind, Ledger, Modality, Reading, Story, Subject
from truecourse.flight.ensemble import Ensemble
from truecourse.ledger import say
from truecourse.ledger.agree import agreeing, pairs, who
from truecourse.ledger.book import Book, compiled, open_book, rank, subject_of
from truecourse.ledger.compare import compare
from truecourse.ledger.finding import Concern, Finding, by_seriousness
from truecourse.ledger.measure import last_time
from truecourse.ledger.reading import centre, turned, usable
from truecourse.ledger.reconstruction import Values, read_all
from truecourse.ledger.standing import Borne, decision
from truecourse.ledger.status import AGAINST, IMPLAUSIBLE_BELOW, SURE, Status, of_probability
from truecourse.ledger.voices import Copied
from truecourse.ledger.words import likeliest

TOLERANCE = 0.05  # of a parameter's value: as near as a story's number is meant
_UNFLOWN = "nothing was reconstructed; the case's flights would test it"
_ALIKE = "it predicts nothing of the track that differs from the leading cause"
DIFFERS = 0.05  # as much as the leading cause's flights may leave what a story expects and still not differ


def findings(
    ledger: Ledger,
    case: Case | None = None,
    flights: Ensemble | None = None,
    read: Values | None = None,
    beside: tuple[Copied, Borne] = ((), {}),
) -> tuple[Finding, ...]:
    """For every story: the support of the causes it needs; each thing it expects, held against claims and the
    flights; and, last, whether anything of that differs from what the leading explanation has.

    What a story expects stands as the best founded claim that agrees with it, else as an allegation; against
    it counts what `standing` does not hold the worse founded of the two. `read`: what
    `reconstruction.read_all` gave, where asked before; `beside`: `copied` and `borne` of `standing.decision`.
    """
    book = open_book(ledger)
    values = read_all(ledger, case, flights) if read is None else read
    found: list[Finding] = []
    for story in sorted(ledger.stories, key=lambda s: s.id):
        found.append(_support(story, flights))
        told = [_expected(book, story, one, values, flights, beside) for one in story.expects]
        found += [f for f, _ in told]
        found.append(_differs(story, [differs for _, differs in told], flights))
    return by_seriousness(found)


def support(story: Story, flights: Ensemble) -> tuple[float, list[str]]:
    """The posterior probability of the causes a story needs, any of them, with the parameters it sets; and
    what could not be known. NaN where no cause is known.
    """
    known = dict(zip(flights.names, flights.probabilities, strict=False))
    total, unknown = 0.0, []
    for name, settings in story.causes:
        p = known.get(name, nan)
        if isnan(p):
            unknown.append(
                f"{name} was not weighed to the end" if name in known else f"there is no cause {name}"
            )
            continue
        share, lost = _share(flights, name, settings)
        unknown += [f"{parameter} of {name} is not known" for parameter in lost]
        p *= share
        total += p
    return (total if len(unknown) < len(story.causes) or total else nan), unknown


def _share(flights: Ensemble, cause: str, settings: tuple[tuple[str, str], ...]) -> tuple[float, list[str]]:
    """Share of a cause's posterior in which its parameters, in wire units, are together what a story sets
    them to; and those that are not known, and left out. Degrees go round.
    """
    result = next((r for r in flights.results if r.name == cause), None)
    known = {p.name: p.samples for p in result.parameters if len(p.samples)} if result is not None else {}
    each, lost = [], []
    for parameter, text in settings:
        try:
            value, samples = float(text), known[parameter]
        except (ValueError, KeyError):
            lost.append(parameter)
            continue
        off = samples - value
        off = np.mod(off + 180.0, 360.0) - 180.0 if parameter.endswith("_deg") else off
        each.append(np.abs(off) <= TOLERANCE * max(abs(value), 1.0))
    return float(np.mean(np.all(each, axis=0))) if each else 1.0, lost


def _support(story: Story, flights: Ensemble | None) -> Finding:
    if not story.causes:
        text = (
            "it needs no cause of the program: the track would be the same, and says nothing of it; "
            "claims on what else it foretells may test it"
        )
        short = "it needs no cause of the program"
        return _made(story, Status.UNTESTABLE, ("causes",), nan, text, short)
    names = " or ".join(name + _set(settings) for name, settings in story.causes)
    if flights is None:
        return _made(
            story,
            Status.UNTESTABLE,
            ("causes",),
            nan,
            f"it needs {names}; nothing was reconstructed: the case's flights would test it",
            _UNFLOWN,
        )
    p, unknown = support(story, flights)
    if isnan(p):
        return _made(
            story,
            Status.UNTESTABLE,
            ("causes",),
            nan,
            f"it needs {names}, but {say.listed(unknown)}: a cause that is weighed would test it",
            "a cause it needs was not weighed",
        )
    status = of_probability(p)
    word = {
        Status.CONTRADICTED: "which as modelled has no support in the evidence",
        Status.IMPLAUSIBLE: "which the evidence makes unlikely",
    }.get(status, "which the evidence leaves open" if p < SURE else "which the evidence supports")
    status = Status.SUPPORTED if p >= SURE else status
    rest = f"; {say.listed(unknown)}" if unknown else ""
    text = f"it needs {names}, {word} (probability {p:.2g} among the causes weighed){rest}"
    return _made(story, status, ("causes",), p, text)


def _set(settings: tuple[tuple[str, str], ...]) -> str:
    return f" with {say.listed([f'{name} {value}' for name, value in settings])}" if settings else ""


def _expected(
    book: Book,
    story: Story,
    expects: tuple[str, str, float, float],
    values: Values,
    flights: Ensemble | None,
    beside: tuple[Copied, Borne],
) -> tuple[Finding, bool | None]:
    """What a story expects of one subject; and whether the flights have something else (None: it cannot be
    told from them).
    """
    name, term, low, high = expects
    subject = book.subjects.get(name) or Subject(name, name, exclusive=False)
    own = _as_claim(story, subject, term, low, high)
    what = f'it expects "{term or _range(low, high, subject)}" of {subject.title}'
    against, agree, undecided = _claims(book, own, story, beside)
    inside = _inside(subject, (low, high), values, flights)
    statuses = [s for s, _ in against]
    parts = []
    if not isnan(inside):
        statuses.append(of_probability(inside))
        parts.append(f"the reconstruction has it with probability {inside:.2g}")
    parts += [f"against it stands {text}" for _, text in against[:2]]
    if agree:
        parts.append(f"with it stand {say.listed(agree[:3])}")
    if not parts:
        parts.append(
            "no source and no reconstruction says anything of it: a claim on that subject would test it"
        )
    grave = [s for s in AGAINST if s in statuses]
    status = grave[0] if grave else Status.AGREES if agree or not isnan(inside) else Status.UNTESTABLE
    names = tuple(c.id for c in book.about.get(name, ()))
    short = "no source and no reconstruction says anything of what it expects"
    short = short if status is Status.UNTESTABLE else ""
    finding = _made(story, status, names or (name,), inside, f"{what}: {'; '.join(parts)}", short)
    if undecided and not (inside < IMPLAUSIBLE_BELOW):
        reason = f"{finding.reason.removesuffix('.')}; of two equal voices: not decided."
        finding = replace(finding, reason=reason, undecided=True)
    return finding, None if isnan(inside) else inside < 1.0 - DIFFERS


def _as_claim(story: Story, subject: Subject, term: str, low: float, high: float) -> Claim:
    number = bool(subject.dimension) and (isfinite(low) or isfinite(high))
    kind = Kind.TIME if subject.dimension == "time" else Kind.QUANTITY if number else Kind.IDENTITY
    readings = (Reading(low, high),) if number else ()
    return Claim(
        f"story {story.id}",
        f"story {story.id}",
        "",
        "en",
        kind,
        subject.id,
        term,
        Modality.ALLEGED,
        readings=readings,
        term=term,
    )


def _range(low: float, high: float, subject: Subject) -> str:
    """Numbers from one to another, each as it is: a story's range is no number with an error."""

    def write(x: float) -> str:
        if subject.measure == "level_at" or subject.dimension == "time":
            return say.wire(x, "level" if subject.dimension == "length" else "time")
        return say.amount(x, subject.dimension)

    if isfinite(low) and isfinite(high):
        return write(low) if low == high else f"{write(low)} to {write(high)}"
    return f"at least {write(low)}" if isfinite(low) else f"at most {write(high)}"


def _nearest(own: Claim, claim: Claim, dimension: str) -> Claim:
    """What a story expects, as the one value of its range that lies nearest to a claim's: anything within the
    range is what it expects, and only the claim has an error. A bound, or a denial, meets the whole range.
    """
    if not own.readings or claim.modality is Modality.DENIED:
        return own
    (whole,) = own.readings
    read = [turned(r, whole) if dimension == "angle" else r for r in usable(claim, dimension)]
    if not read or any(isnan(centre(r)) for r in read):
        return own
    near = (min(max(centre(r), whole.low), whole.high) for r in read)
    return replace(own, readings=tuple(Reading(x, x) for x in dict.fromkeys(near)))


def _claims(
    book: Book, own: Claim, story: Story, beside: tuple[Copied, Borne]
) -> tuple[list[tuple[Status, str]], list[str], bool]:
    """Claims against what a story expects that are no worse founded, with why; who agrees; and whether of all
    that is against it none is better founded. Without those who tell the story.
    """
    told = [c for c in book.about.get(own.subject, ()) if not {c.id, c.source} & set(story.told_by)]
    near = {c.id: _nearest(own, c, subject_of(book, c).dimension) for c in told}
    came = [(c, h) for c in told if (h := compare(book, near[c.id], c)) is not None]
    agree = [c for c, h in came if h.status is Status.AGREES]
    agreed = agreeing(pairs(book, own.subject)).keys()
    voiced = min(agree, key=lambda c: rank(book, c), default=own)
    against: list[tuple[Status, str]] = []
    decided = False
    for claim, held in came:
        if held.status is Status.AGREES or compiled(book, claim):
            continue
        worse = decision(book, (voiced, claim), told, agreed, *beside).worse
        if worse is not claim:
            decided |= worse is voiced
            against.append((held.status, f"{who(claim)}'s {say.told(claim, '')} ({claim.id})"))
    against.sort(key=lambda a: (AGAINST.index(a[0]), a[1]))
    return against, list(dict.fromkeys(map(who, agree))), bool(against) and not decided


def _inside(subject: Subject, bounds: tuple[float, float], read: Values, flights: Ensemble | None) -> float:
    """The flights' probability of a number between two; NaN where it cannot be read off them, or something
    outside had moved the flight by then, and of one number alone: no flight has just that.
    """
    low, high = bounds
    if low == high:
        return nan
    if flights is None or not (isfinite(low) or isfinite(high)) or (low == -inf and high == inf):
        return nan
    values = read.get(subject.id)
    if values is None or values.ndim != 1 or last_time(subject) > flights.undisturbed_until:
        return nan
    own = np.isfinite(values)
    if flights.weights[own].sum() < 0.5:
        return nan
    return float(
        flights.weights[own] @ ((values[own] >= low) & (values[own] <= high)) / flights.weights[own].sum()
    )


def _differs(story: Story, differ: list[bool | None], flights: Ensemble | None) -> Finding:
    """Whether the story can be told from the leading explanation at all, by its track."""
    if flights is None:
        text = "nothing was reconstructed that its predictions could differ from: the case's flights would be"
        return _made(story, Status.UNTESTABLE, ("leading explanation",), nan, text, _UNFLOWN)
    lead, _ = likeliest(flights)
    apart = any(d for d in differ)
    needs = {name for name, _ in story.causes}
    if apart:
        text = f"it predicts a track that differs from that of {lead}, which leads"
        return _made(story, Status.AGREES, (lead,), nan, text)
    if needs - {lead}:
        text = (
            f"it needs another cause than {lead}, which leads, and stands or falls with it; nothing else it "
            "expects can be read off a track and differs"
        )
        return _made(story, Status.UNTESTABLE, (lead,), nan, text, _ALIKE)
    why = "it needs the same cause" if lead in needs else "it needs none of the causes"
    text = f"it predicts nothing of the track that differs from {lead}, which leads: {why}"
    return _made(story, Status.UNTESTABLE, (lead,), nan, text, _ALIKE)


def _made(
    story: Story, status: Status, against: tuple[str, ...], p: float, text: str, short: str = ""
) -> Finding:
    return Finding(
        "", f"story {story.id}", story.title, Concern.STORY, status, against, p, f"{story.title}: {text}.",
        short=short,
    )  # fmt: skip
