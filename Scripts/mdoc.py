"""Text as mdoc(7), the language of manual pages. Scripts/manual uses it."""

import itertools
import re
import textwrap

# mdoc wants the source's lines short, too.
WIDTH = 78


def escape(text):
    """Text as roff takes it for itself: no escapes, and a minus where programs would read one."""
    text = text.replace("\\", "\\e")
    return re.sub(r"(?<![\w])-(?=[\w-])|(?<=-)-(?=\w)", r"\\-", text)


def line(text):
    """A line that is no macro, whatever it begins with."""
    return "\\&" + text if text[:1] in (".", "'") else text


def prose(text):
    """A paragraph as lines: each sentence begins a new one, and references to pages and variables are marked up."""
    lines = []
    for sentence in re.split(r"(?<=[.?!])\s+(?=[A-Z\"'])", " ".join(text.split())):
        for piece in re.split(r"(\S+\(\d\)[.,;:]?|\bCROFT_[A-Z_]+\b[.,;:]?)(?=\s|$)", sentence):
            reference = re.fullmatch(r"(\S+)\((\d)\)([.,;:]?)", piece)
            variable = re.fullmatch(r"(CROFT_[A-Z_]+)([.,;:]?)", piece)
            if reference:
                lines.append(" ".join([".Xr", *reference.groups()]).rstrip())
            elif variable:
                lines.append(" ".join([".Ev", *variable.groups()]).rstrip())
            elif piece.strip():
                wrapped = textwrap.wrap(escape(piece.strip()), WIDTH, break_long_words=False, break_on_hyphens=False)
                lines += map(line, wrapped)
    return lines


def literal(lines):
    """Lines as they are, in a typewriter's letters."""
    return [".Bd -literal -offset indent", *(line(escape(one)) for one in lines), ".Ed"]


def paragraphs(text):
    """Paragraphs of prose; lines that are indented stay as they are."""
    out = []
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        out.append(".Pp")
        for indented, lines in itertools.groupby(block.split("\n"), lambda one: one.startswith(" ")):
            text = "\n".join(lines)
            if indented:
                out += literal(textwrap.dedent(text).split("\n"))
            else:
                out += [".Pp"] * (out[-1] == ".Ed") + prose(text)
    return out[1:]


def examples(text):
    """Lines of commands; one with deeper ones below tells what these do."""
    out, commands = [], []

    def flush():
        if commands:
            out.extend(literal(commands))
            commands.clear()

    lines = [one for one in textwrap.dedent(text).split("\n") if one.strip()]
    for one, following in zip(lines, lines[1:] + [""]):
        if following.startswith(" ") and not one.startswith(" "):
            flush()
            out += [".Pp", *prose(one)]
        else:
            commands.append(one.strip())
    flush()
    return out[1:] if out and out[0] == ".Pp" else out


def definitions(macro, items):
    """A list of what is explained: each key is marked up with the macro."""
    entries = [one for key, text in items.items() for one in (f".It {macro}{key}", *prose(text))]
    return [".Bl -tag -width Ds", *entries, ".El"]
