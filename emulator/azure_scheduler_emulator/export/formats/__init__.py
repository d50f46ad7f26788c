"""How are plain values written in the languages of the targets that are not JSON?"""
