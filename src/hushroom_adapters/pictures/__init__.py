"""Pictures of people: read by a program of its own, whose memory and time are limited.

Nothing is imported here, because the program is started for every picture.
"""
