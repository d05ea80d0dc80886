"""The English catalogue: what was found in the files."""

TEXT: dict[str, str] = {
    "ids_rounded": (
        "'{column}': {count} ids were once held as numbers and lost their last digits (row {row}: "
        "{value}). Different orders may count as one and other tables do not match them. This "
        "cannot be undone: export again, and do not save it with a spreadsheet program"
    ),
    "times_without_seconds": (
        "{columns} have no seconds: limits in seconds or minutes may be off by up to 59 s; export "
        "times with seconds (a csv saved by Excel loses them)"
    ),
    "times_without_hours": (
        "{columns} are days without an hour, taken as midnight: limits in hours are off; export "
        "times of day"
    ),
    "times_backwards": (
        "{count} rows have {then} before {first} (first in row {row}: {after} before {before}): "
        "what is measured between them is no more than 0; check the export"
    ),
    "nicks_masked": (
        "{count} masked buyers' names stand in several conversations or orders (first in row "
        "{row}): several buyers may count as one; export buyers' ids, or names that are not masked"
    ),
    "header_repeated": "the header '{header}' stands {times} times; column {column} was read",
    "torn_quotes": (
        "{count} rows have quotes that do not close (row {rows}): they were read as they stand, "
        "and no row was swallowed; check their text"
    ),
    "rows_filled": (
        "{count} rows have no {column} (first in row {row}): as in merged cells, they take that of "
        "the row above, and count as another item of the same order"
    ),
    "ids_split": (
        "{count} rows have several ids in {column} (first in row {row}: {value}): each is an order"
    ),
    "same_file": (
        "this is byte for byte {path}, and counts once; was another export meant to be here?"
    ),
    "messages_out_of_order": (
        "{count} messages are earlier than the one above them in their conversation (first in row "
        "{row}): they were put in order; where a clock was changed or files were pasted together, "
        "reply times cannot be relied on"
    ),
    "silent_hours": (
        "shop '{shop}' has no message from {from_} to {to}, and otherwise about {rate} an hour: "
        "the export may lack this part, and rates are off; export it too"
    ),
    "rows_explanation": "{count} explanation",
    "rows_header": "{count} repeated header",
    "reject_conflict": "a mark of a merge that was never resolved: use the original export",
    "reject_lost_digits": (
        "Excel made the id a rounded number; this cannot be undone: export again, do not save it "
        "with Excel"
    ),
    "reject_cut_off": (
        "the file breaks off in this row: download it again, more rows may be missing"
    ),
    "reject_torn": "quotes do not close, and the cells cannot be told apart: mend the quotes",
    "reject_two_digit_year": (
        "a year of two digits, which can be read several ways: export four digits, or give the "
        'format under times in --columns, such as "%y-%m-%d %H:%M:%S"'
    ),
    "reject_day_or_month": (
        "day and month could be either way: give the format under times in --columns, such as "
        '"%m/%d/%Y %H:%M" or "%d/%m/%Y %H:%M"'
    ),
    "from_transcript": (
        "the messages stand in the column '{column}': rows count them, below a header"
    ),
    "from_events": (
        "a log of events: {count} rows became {tickets} {table} (of the rows of one id, the first "
        "value found); events not used: {unused}. If one matters, name it under events in --columns"
    ),
    "from_states": (
        "a log of comings and goings: what '{column}' says lasts until the agent's next row, the "
        "last one until the data ends"
    ),
    "presence_end_lost": (
        "{count} rows are followed by the same state more than 12 hours later, so that a row "
        "between is missing (first row {row}): they take no time, and the hours online are too "
        "few; add what is missing"
    ),
    "presence_began_before": (
        "{count} agents begin with going offline (first row {row}): since when they were online is "
        "not known, and that time is not counted; export from the day before"
    ),
    "presence_open": (
        "{count} agents do not end with going offline (first row {row}): they count until the data "
        "ends, and the hours online may be too many; export the next day too"
    ),
    "presence_long": (
        "{count} times somebody was online for more than 24 hours (first row {row}): counted as "
        "they stand; if going offline is missing the hours online are too many, so check them"
    ),
    "presence_again": (
        "{count} rows are followed by the same state of the agent (first row {row}): taken to have "
        "gone on"
    ),
    "conversations_from_parents": (
        "it has no conversation ids: going back by '{column}', its messages are {count} "
        "conversations; an answer to a message that is not in the file is of no use to it"
    ),
    "yaml_not_an_event": (
        "{column}: give exactly one of first, last and count; columns of times take first or last, "
        "numbers count"
    ),
    "yaml_not_a_transcript_line": (
        "'{value}' is no pattern of a message's first line with (?P<time>...) and (?P<name>...)"
    ),
    "bomb": "unpacked it is more than {ratio} times its size, which no export is; it was not read",
    "too_large": "more than a file may take ({limit}); it was not read: export fewer days at once",
    "too_many_cells": (
        "more cells than a file may take ({limit}); it was not read: export fewer days at once"
    ),
    "hidden_sheets": (
        "hidden sheets were not read: {sheets}; if one holds data, show it and save again"
    ),
    "error_cells": (
        "{count} cells are errors of formulas (#N/A, #REF! ...): they count as blank, and a time "
        "so lost as not yet done; mend the formulas, or use the original export"
    ),
    "formula_cells": (
        "{count} cells are formulas without a result (a program wrote them, none reckoned them): "
        "they count as blank; use the original export, or put the values in their place"
    ),
    "row_beyond": (
        "a row says that it is row {row}, beyond the {limit} of a sheet: the file is damaged, not "
        "read"
    ),
    "row_twice": (
        "row {row} has the number of another row or stands out of order, so that one would cover "
        "the other: the file is damaged, not read"
    ),
    "cell_beyond": (
        "a cell of row {row} says that it is in column {column}, beyond the {limit} of a sheet: "
        "the file is damaged, not read"
    ),
    "too_many_columns": (
        "{count} columns, more than an export has ({limit}); it was not read: take the original "
        "export"
    ),
    "line_too_long": (
        "a line is longer than {limit}, which no export has; it was not read: take the original "
        "export"
    ),
    "says_no_data": (
        "it only says that there is no data, and counts as a night without any. Which table it is "
        "cannot be told: where --expect names it, export one with its header"
    ),
    "empty_file": "the file is empty: the export did not succeed; export again",
    "no_plain_file": "this is no plain file but a pipe or a device: save it as a file first",
    "broken_link": "this is a link to something that is not there: mend or remove it",
    "page_passed_over": (
        "a web page in a folder is not opened: if it is an export, name it on the command line"
    ),
    "linked_folder_passed_over": (
        "a link to a folder is not followed: if exports are there, name it on the command line"
    ),
    "binary_file": "this is neither text nor a workbook: export csv or xlsx",
    "packed_file": "archives of the kind {kind} are not opened: unpack it first, or pack it as zip",
    "no_header": (
        "no row of the first 40 looks like a header (two names of columns): take the original "
        "export, with its header"
    ),
    "no_table_inside": (
        "no table in it has a header (two names of columns): take the original export, with "
        "its header"
    ),
    "bad_bytes": (
        "{count} characters are not {encoding} (first in line {line}) and became �: nicks, "
        "shops and words with one may match nothing; export again, and do not save it with "
        "another program"
    ),
    "nul_bytes": (
        "{count} empty bytes were taken out: the file may not have been written wholly; look "
        "at it, or export it again"
    ),
    "rows_short": (
        "{count} rows have fewer cells than there are headers (first row {row}): what is "
        "missing counts as blank, and a time so lost as not yet done; look at them, or export "
        "again"
    ),
    "not_understood": (
        "{count} cells of {column} are not understood (first in row {row}): {words}. They "
        "count as no known word or number; name them under words in --columns"
    ),
    "reject_no_id": "it has no id, so it was not counted: look at the export",
    "reject_no_time": (
        "it has no time, so it belongs to no day and was not counted: look at the export"
    ),
    "reject_unreadable_time": (
        "this is no time that can be read; not counted: give its format under times in "
        "--columns, or mend it and export again"
    ),
    "header_changes": (
        "row {row} is a header again, with its columns in another order ('{found}' where "
        "'{header}' stood): the rows below would be misread, so the file was not read; split it "
        "into the exports it was made of"
    ),
    "reject_not_an_id": (
        "it is no id, having neither digits nor letters, and most likely a line below the table; "
        "not counted: look at it"
    ),
    "reject_no_such_year": (
        "a year before 2000 or after 2099 is no time of a shop, not counted: if it stands for "
        "none, name it under never in --columns; otherwise correct it and export again"
    ),
    "reject_no_word": "it does not say who sent it, so it was not counted",
    "reject_unknown_word": "this word is not known; not counted: name it under words in --columns",
    "reject_more_cells_than_headers": (
        "it has more cells than there are headers, so it was not counted: look at the "
        "delimiters and quotes of this row"
    ),
    "broken_html": (
        "the HTML holds no table: it may be a page to log in, or of an error; log in and "
        "export again"
    ),
    "zip_entries": "the archive holds {count} files, more than {limit}; it was not read",
    "zip_password": (
        "the archive has a password, and none of {tried} opens it: give it with "
        "--password-file, or unpack it first"
    ),
    "zip_nested": "an archive inside an archive is not read: unpack it first",
    "broken_zip": "the archive is broken or incomplete: download it again",
    "broken_xml": "the XML cannot be read: {problem}",
    "xml_not_a_table": "this is XML, but no SpreadsheetML table",
    "download_again": "it may not have been downloaded wholly: download or export it again",
    # template
    "already_there": "this file is there already, and was not overwritten: {path}",
    "template_written": "written:",
    "template_how": (
        "yellow headers are needed; the note on e"
        "ach says what is wanted. Fill them in and put them among the exports, under any name"
    ),
    "wanted_must": "needed.",
    "wanted_may": "may be blank.",
    "wanted_id": "an id or name, as text, so that no digit is lost",
    "wanted_text": "text",
    "wanted_word": "one of the list",
    "wanted_time": "a time to the second, such as 2026-11-20 09:00:00",
    "wanted_flag": "yes (是) or no (否)",
    "wanted_money": "an amount in yuan",
    "wanted_number": "a number",
    "wanted_rate": "a share, such as 83.2%",
    "wanted_seconds": "seconds",
}
