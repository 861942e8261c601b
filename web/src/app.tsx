// The frame of the page: navigation, the panel at the side, the keyboard, light and dark.

import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { About } from "./about";
import { Actor } from "./actor";
import { useRelease } from "./context";
import { titleOf } from "./data";
import { Documents } from "./documents";
import { Help } from "./help";
import { Network, PairView } from "./network";
import { Overview } from "./overview";
import { Rankings } from "./rankings";
import { RecordView, RowView } from "./record";
import { changed, go, href, useRoute } from "./route";
import type { Route } from "./route";
import { Sanctions, SanctionsPair } from "./sanctions";
import { carried, Tables } from "./tables";
import { Timeline } from "./timeline";
import { Empty, Icon } from "./ui";
import { shown } from "./words";

const VIEWS: [string, string, string][] = [
  ["overview", "Overview", "o"],
  ["documents", "Documents", "d"],
  ["tables", "Tables", "t"],
  ["timeline", "Timeline", "i"],
  ["network", "Network", "n"],
  ["sanctions", "Sanctions", "s"],
  ["rankings", "Rankings", "r"],
  ["about", "About", "a"],
];
const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

export function App(): JSX.Element {
  const release = useRelease();
  const route = useRoute();
  const view = route.path[0] ?? "overview";
  const [menu, setMenu] = useState(false);
  const [help, setHelp] = useState(false);
  const [theme, turn] = useTheme();
  const main = useRef<HTMLElement>(null);
  const panel = useRef<HTMLElement>(null);
  const before = useRef<Element | null>(null);
  const waiting = useRef(0);

  // A link to a record alone finds its place by itself.
  useEffect(() => {
    if (view !== "record") return;
    const row = release.records.get(route.path[1] ?? "");
    if (row) go(href(["documents", String(row.doc_id)], { record: String(row.record_id), field: route.params.get("field") }), true);
  }, [view, route.path[1]]);

  const where = view === "documents" && route.path[1] ? shown(titleOf(release, route.path.slice(1).join("/"))) : (VIEWS.find(([name]) => name === view)?.[1] ?? "attache");
  useEffect(() => {
    document.title = `${where} – attache ${release.version}`;
  }, [where]);

  useEffect(() => {
    setMenu(false);
    if (view !== "documents") scrollTo(0, 0);
  }, [route.path.join("/")]);

  const side = view === "documents" ? null : sideOf(route);
  const sideKey = side?.key ?? "";
  useEffect(() => {
    panel.current?.scrollTo(0, 0);
    if (!sideKey) {
      if (before.current?.isConnected && before.current instanceof HTMLElement && document.activeElement === document.body) before.current.focus();
      before.current = null;
    } else if (!before.current) before.current = document.activeElement;
  }, [sideKey]);

  const close = (): void => {
    if (view === "documents") go(href(route.path, { passed: route.params.get("passed") }));
    else go(changed(route, route.params.get("record") && route.params.get("pair") ? { record: null, field: null } : { record: null, field: null, pair: null, row: null }));
  };

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      const typing = target.matches?.("input:not([type=checkbox]):not([type=range]), select, textarea");
      if (event.key === "Escape") {
        if (document.querySelector("dialog[open]")) return;
        if (typing) target.blur();
        else if (menu) setMenu(false);
        else close();
        return;
      }
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "/") {
        const search = main.current?.querySelector<HTMLInputElement>("[data-search]");
        if (search) search.focus();
        else go(href(["documents"]));
        if (!search) requestAnimationFrame(() => requestAnimationFrame(() => main.current?.querySelector<HTMLInputElement>("[data-search]")?.focus()));
        event.preventDefault();
      } else if (event.key === "?") setHelp(true);
      else if (event.key === "g") {
        waiting.current = Date.now() + 1200;
        return;
      } else if (Date.now() < waiting.current) {
        const found = VIEWS.find(([, , key]) => key === event.key);
        if (found) go(href([found[0]], carried(route.params)));
      } else if (event.key === "p" && panel.current) panel.current.focus();
      waiting.current = 0;
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  });

  return (
    <div class={`app view-${view} ${side ? "with-panel" : ""}`}>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>Skip to the content</a>
      <header class="top">
        <a class="brand" href="#/overview"><span class="wordmark">attache</span> <span class="release" title={`Release ${release.version}`}>{release.version}</span></a>
        <button type="button" class="icon-button menu-button" aria-expanded={menu} aria-controls="views" aria-label="Menu" onClick={() => setMenu(!menu)}><Icon name={menu ? "close" : "menu"} /></button>
        <nav id="views" class={`views ${menu ? "open" : ""}`} aria-label="Views">
          {VIEWS.map(([name, label]) => (
            <a key={name} href={href([name], ["about", "overview", "documents"].includes(name) ? {} : carried(route.params))} aria-current={view === name ? "page" : undefined}>{label}</a>
          ))}
        </nav>
        <div class="tools">
          <button type="button" class="icon-button" onClick={turn} aria-label={`Colours: ${theme === "auto" ? "as the system has them" : theme}. Change`} title={`Colours: ${theme}`}>
            <Icon name={theme === "auto" ? "auto" : theme === "light" ? "sun" : "moon"} />
          </button>
          <button type="button" class="icon-button" onClick={() => setHelp(true)} aria-label="Help and keys" title="Help and keys (?)"><span aria-hidden="true" class="question">?</span></button>
        </div>
      </header>
      <main id="main" ref={main} tabindex={-1}>{viewOf(view, route)}</main>
      {side && (
        <aside class="panel-side" ref={panel} tabindex={-1} aria-label="Details">
          <div class="panel-tools">
            <button type="button" class="icon-button" onClick={close} aria-label="Close the panel" data-close><Icon name="close" /></button>
          </div>
          {side.content}
        </aside>
      )}
      <Help open={help} onClose={() => setHelp(false)} views={VIEWS} />
    </div>
  );

  function sideOf(at: Route): { key: string; content: JSX.Element } | null {
    const record = at.params.get("record");
    const row = record ? release.records.get(record) : undefined;
    const pair = at.params.get("pair");
    if (record && !row) return { key: record, content: <Empty>There is no record <code>{record}</code> in this release.</Empty> };
    if (row) {
      return {
        key: record!,
        content: (
          <>
            {pair && <a class="side-back" href={changed(at, { record: null, field: null })}><Icon name="back" /> All of this pair</a>}
            <RecordView row={row} route={at} />
          </>
        ),
      };
    }
    if (pair && view === "network") return { key: pair, content: <PairView pair={pair} route={at} /> };
    if (pair && view === "sanctions") return { key: pair, content: <SanctionsPair pair={pair} route={at} /> };
    const number = at.params.get("row");
    const other = number !== null && view === "tables" ? release.tables.get(at.path[1] ?? "")?.rows[Number(number)] : undefined;
    return other ? { key: `row ${number}`, content: <RowView row={other} /> } : null;
  }
}

function viewOf(view: string, route: Route): JSX.Element {
  switch (view) {
    case "overview": return <Overview route={route} />;
    case "documents": return <Documents route={route} />;
    case "tables": return <Tables route={route} />;
    case "timeline": return <Timeline route={route} />;
    case "network": return <Network route={route} />;
    case "sanctions": return <Sanctions route={route} />;
    case "rankings": return <Rankings route={route} />;
    case "actors": return route.path[1] ? <Actor route={route} /> : <Tables route={{ ...route, path: ["tables", "actors"] }} />;
    case "about": return <About />;
    default: return <section class="page"><Empty>There is nothing at this address. <a href="#/overview">Overview</a></Empty></section>;
  }
}

function useTheme(): [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(() => remembered());
  useLayoutEffect(() => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem("attache-theme", theme);
    } catch {
      // A browser that keeps nothing for pages of the file system forgets the choice; that is all.
    }
  }, [theme]);
  return [theme, () => setTheme(THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length])];
}

function remembered(): Theme {
  try {
    const kept = localStorage.getItem("attache-theme");
    return THEMES.find((theme) => theme === kept) ?? "auto";
  } catch {
    return "auto";
  }
}
