// Words and numbers as they are shown.

const number = new Intl.NumberFormat("en");

export function count(value: number, noun?: string, plural?: string): string {
  const told = number.format(value);
  return noun ? `${told} ${value === 1 ? noun : (plural ?? `${noun}s`)}` : told;
}

/** A name of the codebook as words: relation_type gives "relation type". */
export function words(name: string): string {
  return name.replaceAll("_", " ");
}

/** Text as it may be shown: the characters that turn around what follows them stand as a sign of their own. */
export function shown(text: string): string {
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}

/** Text as it is searched: no case, no accents. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

export function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1).trimEnd()}…` : text;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** A day, month or year of EDTF in words; anything else as it is. */
export function dateWords(edtf: string): string {
  const part = (text: string): string => {
    const found = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?([~?%]?)$/.exec(text);
    if (!found || Number(found[2] ?? 1) > 12) return text;
    const about = found[4] ? (found[4] === "?" ? "perhaps " : "about ") : "";
    const month = found[2] ? `${MONTHS[Number(found[2]) - 1]} ` : "";
    return `${about}${found[3] ? `${Number(found[3])} ` : ""}${month}${found[1]}`;
  };
  const ends = edtf.split("/");
  if (ends.length === 1) return part(edtf);
  if (ends[0] === "..") return `by ${part(ends[1])}`;
  if (ends[1] === "..") return `since ${part(ends[0])}`;
  return `${part(ends[0])} – ${part(ends[1])}`;
}
