// What this release is, how to cite it, what lies beside it, and what the page is made of.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import licences from "../build/licences.txt";
import { useRelease } from "./context";
import { count } from "./words";

export function About(): JSX.Element {
  const release = useRelease();
  const [copied, setCopied] = useState("");
  const text = release.citation;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied("Copied.");
    } catch {
      setCopied("This browser does not let a page copy; select the text.");
    }
  };
  return (
    <section class="page about" aria-labelledby="about-title">
      <header class="page-head">
        <h1 id="about-title">About this release</h1>
        <p>
          attache reads articles and statements on international affairs and publishes what they state as open tables. A row says what a
          document claims, not that it is true.
        </p>
      </header>
      <div class="panels">
        <section class="panel">
          <h2>Release</h2>
          <dl class="facts">
            <dt>Version</dt><dd><code>{release.version}</code></dd>
            <dt>Read by</dt><dd>{release.engine}</dd>
            <dt>Data</dt><dd><a href="https://creativecommons.org/licenses/by/4.0/" rel="noreferrer noopener license">CC BY 4.0</a></dd>
            <dt>Texts</dt><dd>their authors’; their terms stand in <a href="#/tables/documents">documents</a> where they are known</dd>
          </dl>
          <h3>How to cite it</h3>
          <blockquote class="citation">{text}</blockquote>
          <p><button type="button" onClick={() => void copy()}>Copy</button> <span role="status">{copied}</span></p>
        </section>
        <section class="panel">
          <h2>Tables</h2>
          <table class="plain">
            <thead><tr><th scope="col">table</th><th scope="col" class="number">rows</th><th scope="col">files</th></tr></thead>
            <tbody>
              {[...release.tables.values()].map((table) => (
                <tr key={table.name}>
                  <td><a href={`#/tables/${table.name}`} title={table.description}>{table.title}</a></td>
                  <td class="number">{count(table.rows.length)}</td>
                  <td><a href={`${table.name}.csv`}>csv</a> <a href={`${table.name}.parquet`}>parquet</a> <a href={`dictionary.html#${table.name}`}>columns</a></td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <section class="panel">
          <h2>Beside this page</h2>
          <dl class="files">
            {release.files.map((file) => <><dt><a href={file.name}>{file.name}</a></dt><dd>{file.title}</dd></>)}
            <dt><a href="CHANGES.md">CHANGES.md</a></dt><dd>What changed since the release before</dd>
            <dt><a href="CHECKSUMS">CHECKSUMS</a></dt><dd>SHA-256 digest of every file, this page’s too</dd>
          </dl>
        </section>
        <section class="panel">
          <h2>How to read it</h2>
          <p><strong>Factuality.</strong> Whether the document tells it as a fact (actual), as something to come (planned), or as not so (denied).</p>
          <p><strong>Dates.</strong> As precise as the text; an empty date is one that the text does not give.</p>
          <p><strong>Possible misses.</strong> Sentences that name an actor and hold a word of a rule, but gave no record. The tables leave out what the rules cannot read.</p>
          <p><strong>Cooperation and conflict.</strong> The quad class of the record’s event type in PLOVER, as the table of events has it. Records that are no event are neither.</p>
        </section>
        <section class="panel">
          <h2>This page</h2>
          <p>It is one file that works offline. It sends no request, and its policy lets the browser send none. What a text holds is only ever shown as text.</p>
          <details>
            <summary>Software and fonts in it, and their licences</summary>
            <pre class="licences">{licences}</pre>
          </details>
        </section>
      </div>
    </section>
  );
}
