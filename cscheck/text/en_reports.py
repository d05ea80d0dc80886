"""The English catalogue of the reports in files: csv, markdown, HTML, workbooks."""

TEXT: dict[str, str] = {
    "as_of": "as of {as_of}",
    "more_in_files": "and {count} more; the JSON, csv and HTML reports have every one",
    "col_file": "file",
    "col_table": "holds",
    "col_remark": "remark",
    "output_among_exports": "{path} would be read as an export the next time: write it elsewhere",
    "output_is_export": "{path} is one of the exports: write the report elsewhere",
    "output_twice": "{path} is named twice",
    "workbook_to_terminal": "a workbook is no text for a terminal: write it with -o FILE.xlsx",
}
