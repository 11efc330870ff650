"""Plots: numbers in, SVG out. Nothing here reads anything or knows what day it is."""
