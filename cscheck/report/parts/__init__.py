"""The parts of the text report, one module each, in the reader's order: see text_report."""
