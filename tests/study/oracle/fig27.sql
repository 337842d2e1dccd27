SELECT model, class AS series, price, value, n FROM market
