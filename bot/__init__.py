"""Plantain: a channel as a shared picture studio on Google's Gemini image models."""
