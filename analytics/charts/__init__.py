"""What is drawn, and both renderers: Plotly for pages, Vega-Lite for papers. May import `words` and below."""
