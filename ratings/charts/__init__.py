"""Geometry of the charts: axes, heatmaps, price and rating history."""
