// A box in which a table scrolls is a region with the table's name, which every browser's keyboard reaches.
(() => {
    const BOXES = "[data-testid=stTable] > div"
    let isAsked = false
    const name = () => {
        isAsked = false
        for (const box of document.querySelectorAll(BOXES)) {
            const scrolls = box.scrollWidth > box.clientWidth
            const words = box.querySelector("table")?.getAttribute("aria-label") || "Table"
            const parts = {tabindex: "0", role: "region", "aria-label": `${words} (scrolls sideways)`}
            for (const [part, value] of Object.entries(parts)) {
                if (scrolls) box.setAttribute(part, value)
                else box.removeAttribute(part)
            }
        }
    }
    const ask = () => {
        if (isAsked) return
        isAsked = true
        requestAnimationFrame(name)
    }
    new MutationObserver(ask).observe(document, {subtree: true, childList: true})
    addEventListener("resize", ask)
})()
