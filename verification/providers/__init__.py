"""Adapters to outside parties of the verification of persons: one file each."""
