// In debug mode: shows this page anew when a file of the site changes.
(() => {
	"use strict";
	const {version: made, method} = document.currentScript.dataset;
	const store = "combo-reload " + location.pathname + location.search;
	const fields = "input:not([type=password], [type=file], [type=hidden]), textarea, select";
	let version = made, source;

	// keys names the fields so that one that the new page has, too, is found again.
	function keys() {
		const seen = {}, found = new Map();
		for (const e of document.querySelectorAll(fields)) {
			const name = [e.tagName, e.type, e.name, e.id].join(" ");
			seen[name] = (seen[name] || 0) + 1;
			found.set(name + " " + seen[name], e);
		}
		return found;
	}

	// typed returns what a visitor has made of a field, undefined if nothing.
	function typed(e) {
		if (e.type === "checkbox" || e.type === "radio") return e.checked === e.defaultChecked ? undefined : e.checked;
		if (e.tagName !== "SELECT") return e.value === e.defaultValue ? undefined : e.value;
		const options = [...e.options];
		if (!options.some(o => o.defaultSelected) && e.selectedIndex === 0) return undefined;
		return options.every(o => o.selected === o.defaultSelected) ? undefined : options.filter(o => o.selected).map(o => o.value);
	}

	function save() {
		const state = {values: {}};
		for (const [key, e] of keys()) {
			const value = typed(e);
			if (value !== undefined) state.values[key] = value;
			if (e === document.activeElement) {
				state.active = key;
				try { state.selection = [e.selectionStart, e.selectionEnd]; } catch { /* not a field of text */ }
			}
		}
		try { sessionStorage.setItem(store, JSON.stringify(state)); } catch { /* full, or forbidden */ }
	}

	function put(e, value) {
		if (typeof value === "boolean") e.checked = value;
		else if (Array.isArray(value)) for (const o of e.options) o.selected = value.includes(o.value);
		else e.value = value;
	}

	function restore() {
		let state;
		try {
			state = JSON.parse(sessionStorage.getItem(store));
			sessionStorage.removeItem(store);
		} catch { return; }
		if (!state) return;
		const found = keys();
		for (const [key, value] of Object.entries(state.values)) if (found.has(key)) put(found.get(key), value);
		const active = found.get(state.active);
		if (!active) return;
		active.focus({preventScroll: true});
		try { active.setSelectionRange(...state.selection); } catch { /* not a field of text */ }
	}

	function reload() {
		source.close();
		save();
		// The answer to a POST is not asked for again: that would post again.
		if (method) location.replace(location.pathname + location.search);
		else location.reload();
	}

	// swap puts each style sheet of this site in the place of its former self, when
	// it has been read: the page is never without.
	function swap() {
		for (const old of document.querySelectorAll("link[rel~=stylesheet]:not([data-combo-old])")) {
			const url = new URL(old.href, location.href);
			if (url.origin !== location.origin) continue;
			url.searchParams.set("combo-reload", version);
			const fresh = old.cloneNode();
			fresh.nonce = old.nonce;
			fresh.removeAttribute("integrity");
			fresh.href = url.href;
			fresh.onload = () => old.remove();
			fresh.onerror = reload;
			old.dataset.comboOld = "";
			old.after(fresh);
		}
	}

	// A tab that nobody sees needs no connection, of which a browser has six: it asks
	// for what it has missed when it is looked at again.
	function listen() {
		if (source) source.close();
		if (document.hidden) return;
		source = new EventSource("/.combo/reload?since=" + encodeURIComponent(version));
		source.addEventListener("page", reload);
		source.addEventListener("style", e => { version = e.data; swap(); });
	}

	restore();
	listen();
	document.addEventListener("visibilitychange", listen);
	addEventListener("pageshow", e => { if (e.persisted) listen(); });
	addEventListener("pagehide", () => { if (source) source.close(); });
})();
