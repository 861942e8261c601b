"""Claims to rows: values normalised, claims told twice merged, records named."""
