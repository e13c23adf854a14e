"""Helpers that know neither Pelican nor the content model: plain values in, plain values out."""
