"""Vote logs of other arenas in: read a file record by record, refuse what is bad by its line, store the rest.

`formats` finds the records of a file, `records` reads one, `keys` knows it again, `writing` stores them
in batches and `importer` does the whole way.
"""
