// The start: the data out of the page, the views into it.

import { options, render } from "preact";
import { App } from "./app";
import { ReleaseContext } from "./context";
import { decode } from "./data";
import "./style.css";

function start(): void {
  const release = decode(document.getElementById("data")!.textContent!);
  const root = document.getElementById("app")!;
  if (!location.hash) history.replaceState(null, "", "#/overview");
  render(
    <ReleaseContext.Provider value={release}>
      <App />
    </ReleaseContext.Provider>,
    root,
  );
  // What is printed must be drawn before the browser takes its picture, not in the next moment.
  matchMedia("print").addEventListener("change", (event) => {
    options.debounceRendering = event.matches ? (draw) => draw() : undefined;
  });
  document.documentElement.dataset.ready = "";
}

start();
