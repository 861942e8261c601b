// Help: the keys, and what the page can do.

import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./ui";

export function Help({ open, onClose, views }: { open: boolean; onClose: () => void; views: [string, string, string][] }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open && dialog.current?.open) dialog.current.close();
  }, [open]);
  const keys: [string[], string][] = [
    [["/"], "search"],
    [["?"], "this help"],
    [["Esc"], "close the panel, leave a field"],
    [["Tab"], "to the next part of the page; a table, text or drawing is one part"],
    [["↑", "↓", "←", "→"], "within a table, text or drawing, from cell to cell, sentence to sentence, mark to mark"],
    [["Home", "End"], "first and last cell of a row; with Ctrl, of the table"],
    [["Page Up", "Page Down"], "a screen of rows"],
    [["Enter"], "open: a cell’s words, a sentence’s records; on a column’s head, sort"],
    [["Shift", "Enter"], "on a column’s head, sort by it too"],
    [["p"], "to the panel that is open"],
  ];
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={onClose} onClick={(event) => { if (event.target === dialog.current) onClose(); }}>
      <div class="help-inner">
        <button type="button" class="icon-button help-close" onClick={onClose} aria-label="Close"><Icon name="close" /></button>
        <h2 id="help-title">Keys</h2>
        <dl class="keys">
          {keys.map(([names, told]) => <><dt>{names.map((name) => <kbd key={name}>{name}</kbd>)}</dt><dd>{told}</dd></>)}
        </dl>
        <h3>Go to</h3>
        <ul class="go-keys">
          {views.map(([name, label, key]) => <li key={name}><kbd>g</kbd><kbd>{key}</kbd>{label}</li>)}
        </ul>
        <p class="faint">The page’s address holds what you see: copy it to bring back a record, a passage or a filtered table.</p>
      </div>
    </dialog>
  );
}
