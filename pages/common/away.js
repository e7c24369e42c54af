// Without a click or a key for as long as the settings allow, the page leaves for one that shows nothing.
// What Streamlit does by itself counts for nothing: it connects again, and draws again, without anybody.
(() => {
    const {minutes, touch, gone} = document.currentScript.dataset
    const limit = Number(minutes) * 60_000
    const KEY = "missing_touched"  // all tabs of a reader are one sitting
    const BETWEEN = Math.min(20_000, limit / 4)
    const opened = Date.now()
    let told = 0
    const last = () => Math.max(opened, Number(localStorage.getItem(KEY)) || 0)
    const isOver = () => Date.now() - last() >= limit
    const leave = () => location.replace(gone)
    const touched = () => {
        // The first key after a night asleep must not save what the night should have ended.
        if (isOver()) return leave()
        localStorage.setItem(KEY, Date.now())
        if (Date.now() - told < BETWEEN) return
        told = Date.now()
        fetch(touch, {method: "POST", keepalive: true}).catch(() => {})
    }
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, touched, {capture: true, passive: true})
    setInterval(() => isOver() && leave(), Math.min(5_000, limit / 10))
})()
