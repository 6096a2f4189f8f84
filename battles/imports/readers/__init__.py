"""Read the records of a file as a stream: JSON in three shapes, CSV and Parquet; `formats` detects which."""
