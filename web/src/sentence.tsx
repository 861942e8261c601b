// What came of one sentence, or why nothing did.

import type { JSX } from "preact";
import { useRelease } from "./context";
import type { Row } from "./data";
import { fateOf, recordsAt } from "./passages";
import type { Fate } from "./passages";
import { href } from "./route";
import type { Route } from "./route";
import { RecordItem, said } from "./ui";
import { count } from "./words";

export function SentenceView({ sentence, route }: { sentence: Row; route: Route }): JSX.Element {
  const release = useRelease();
  const fate = fateOf(sentence);
  const { quoted, resting } = recordsAt(release, sentence);
  const actors = sentence.actors as string[];
  const triggers = sentence.triggers as string[];
  const target = (row: Row): string => href(route.path, { sentence: Number(sentence.sentence), record: String(row.record_id), passed: route.params.get("passed") });
  const headings: Record<Fate, string> = {
    claim: quoted.length ? `Gave ${count(quoted.length, "record")}` : "Gave a claim, told elsewhere",
    miss: "A possible miss",
    no_claim: "Parsed, without a claim",
    screened_out: "Screened out",
  };
  const reasons: Record<Fate, string> = {
    claim: quoted.length
      ? ""
      : "A claim was read here, but no published record is quoted from here: it was merged with the same claim told in another sentence, or a check turned it away.",
    miss: "It names an actor and holds a word that a rule looks for, yet no rule read a claim from it. Either it claims nothing that the tables hold, or a rule is missing. A person should look.",
    no_claim: actors.length ? "It was parsed, but holds no word that a rule looks for." : "It was parsed, but it names no actor that the rules could put into a row.",
    screened_out: "It was not parsed. It holds no word of any rule, or nothing that could be an actor, so no rule could have read a claim from it.",
  };
  return (
    <div class="sentence-view">
      <p class="eyebrow">Sentence {count(Number(sentence.sentence) + 1)}</p>
      <h2><span class={`swatch ${fate}`} aria-hidden="true" /> {headings[fate]}</h2>
      <blockquote class="excerpt" dir="auto"><bdi>{said(String(sentence.text))}</bdi></blockquote>
      {reasons[fate] && <p>{reasons[fate]}</p>}
      {quoted.length > 0 && <div class="record-list">{quoted.map((row) => <RecordItem key={String(row.record_id)} row={row} target={target(row)} />)}</div>}
      {resting.length > 0 && (
        <>
          <h3>Records of other sentences that rest on it</h3>
          <div class="record-list">{resting.map((row) => <RecordItem key={String(row.record_id)} row={row} target={target(row)} quote={false} />)}</div>
        </>
      )}
      {fate !== "screened_out" && (
        <dl class="facts">
          <dt>Possible actors</dt>
          <dd>{actors.length ? actors.map((actor) => <span class="token" key={actor}><bdi>{said(actor)}</bdi></span>) : <span class="faint">none</span>}</dd>
          <dt>Words of rules</dt>
          <dd>{triggers.length ? triggers.map((trigger) => <span class="token" key={trigger}><bdi>{said(trigger)}</bdi></span>) : <span class="faint">none</span>}</dd>
        </dl>
      )}
    </div>
  );
}
