"""Candidates in the memory of a process: columns of numbers that are scored for each search."""
