package e2e_test

import (
	"strings"
	"testing"
)

// auditScript looks at the page as it stands and returns what is wrong with it:
// content wider than the window, text with too little contrast (WCAG AA),
// controls without a name or too small for a finger.
const auditScript = `(() => {
	const wrong = [];
	const name = (e) => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + [...e.classList].map((c) => "." + c).join("");
	const root = document.documentElement;
	if (root.scrollWidth > root.clientWidth) wrong.push("the page is " + root.scrollWidth + " wide in a window of " + root.clientWidth);

	const rgba = (text) => { const n = text.match(/[\d.]+/g).map(Number); return [n[0], n[1], n[2], n[3] ?? 1]; };
	const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
	const light = (c) => [0, 1, 2].map((i) => c[i] / 255).map((v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
		.reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
	const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + .05) / (y + .05); };
	// grounds lists the colours that may lie behind an element: a gradient has several.
	const grounds = (e) => {
		if (!e) return [[255, 255, 255, 1]];
		const style = getComputedStyle(e);
		const stops = style.backgroundImage.includes("gradient") ? (style.backgroundImage.match(/rgba?\([^)]+\)/g) ?? []).map(rgba) : [];
		const own = rgba(style.backgroundColor);
		const below = own[3] === 1 ? [own] : grounds(e.parentElement).map((g) => over(own, g));
		return stops.length ? stops.flatMap((s) => below.map((g) => over(s, g))) : below;
	};
	const check = (e, colour, behind, words) => {
		const style = getComputedStyle(e);
		const size = parseFloat(style.fontSize);
		const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
		for (const g of behind) {
			const r = ratio(over(colour, g), g);
			if (r < least) { wrong.push("contrast " + r.toFixed(2) + " of «" + words.trim().slice(0, 30) + "» in " + name(e)); return; }
		}
	};
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let n; (n = walker.nextNode());) {
		const e = n.parentElement;
		if (!n.data.trim() || e.closest("[aria-hidden=true], title, noscript, script, defs") || !e.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
		if (e instanceof SVGElement) {
			const rect = e.closest(".block")?.querySelector(":scope > rect");
			const fill = rect && getComputedStyle(rect).fill;
			const striped = [".stripe", ".stripe-base"].map((s) => document.querySelector(s)).filter(Boolean).map((s) => rgba(getComputedStyle(s).fill));
			check(e, rgba(getComputedStyle(e).fill), fill ? (fill.startsWith("rgb") ? [rgba(fill)] : striped) : grounds(e.closest("svg").parentElement), n.data);
			continue;
		}
		check(e, rgba(getComputedStyle(e).color), grounds(e), n.data);
	}
	for (const e of document.querySelectorAll("[placeholder]")) {
		if (e.checkVisibility()) check(e, rgba(getComputedStyle(e, "::placeholder").color), grounds(e), e.placeholder);
	}
	for (const e of document.querySelectorAll("button, a, summary, input, textarea")) {
		if (!e.checkVisibility() || e.closest(".hidden")) continue;
		const label = e.getAttribute("aria-label") ?? (e.labels?.[0]?.textContent || e.textContent);
		if (!label.trim()) wrong.push(name(e) + " has no name");
		const box = e.getBoundingClientRect();
		const inline = getComputedStyle(e).display === "inline";
		if (!inline && (box.width < 40 || box.height < 40)) wrong.push(name(e) + " «" + label.trim() + "» is only " + Math.round(box.width) + "×" + Math.round(box.height));
	}
	return wrong;
})()`

// audit fails the test for everything that is wrong with the page as it stands.
func (p *tab) audit(where string) {
	p.t.Helper()
	for _, fault := range eval[[]string](p, auditScript) {
		p.t.Errorf("%s: %s", where, fault)
	}
}

func TestBrowserTheAuditFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	p := visit(t, newPretend(t).serve(t), phone)
	p.open("/chat")
	p.says("pagos son de mentira")
	eval[bool](p, `(() => {
		const b = document.createElement("button");
		b.style.cssText = "width: 20px; height: 20px; padding: 0";
		const pale = document.createElement("p");
		pale.textContent = "Hola";
		pale.style.cssText = "color: #aaa; background: #fff; width: 800px";
		document.body.append(b, pale);
		return true;
	})()`)
	found := strings.Join(eval[[]string](p, auditScript), "\n")
	for _, want := range []string{"the page is 800 wide in a window of 390", "contrast 2.32 of «Hola»", "button has no name", "is only 20×20"} {
		if !strings.Contains(found, want) {
			t.Errorf("no %q in:\n%s", want, found)
		}
	}
}
