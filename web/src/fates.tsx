// What became of sentences, as words, numbers and a bar.

import type { JSX } from "preact";
import type { Row } from "./data";
import { fateOf } from "./passages";
import type { Fate } from "./passages";

export const FATES: [Fate, string, string][] = [
  ["claim", "gave a claim", "At least one claim was read from it."],
  ["miss", "possible miss", "It names an actor and holds a word of a rule, but no rule read a claim from it."],
  ["no_claim", "parsed, no claim", "It was parsed, and no rule read a claim from it."],
  ["screened_out", "screened out", "It was not parsed: it holds no word of a rule, or nothing that could be an actor."],
];

/** How many sentences had which fate. */
export function fates(sentences: Row[]): Record<Fate, number> {
  const counts: Record<Fate, number> = { claim: 0, miss: 0, no_claim: 0, screened_out: 0 };
  for (const sentence of sentences) counts[fateOf(sentence)]++;
  return counts;
}

export function FateBar({ sentences }: { sentences: Row[] }): JSX.Element {
  const counts = fates(sentences);
  const told = FATES.map(([fate, label]) => `${counts[fate]} ${label}`).join(", ");
  return (
    <span class="fate-bar" role="img" aria-label={`Sentences: ${told}`} title={told}>
      {FATES.map(([fate]) => counts[fate] > 0 && <span key={fate} class={`fate ${fate}`} style={{ flexGrow: counts[fate] }} />)}
    </span>
  );
}
