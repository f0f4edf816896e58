"""研判 · 月报 · 季报: what a period shows, as figures that carry their own definition and the tickets behind them."""
