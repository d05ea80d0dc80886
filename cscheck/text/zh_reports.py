"""The Chinese catalogue of the reports in files: csv, markdown, HTML, workbooks."""

TEXT: dict[str, str] = {
    "as_of": "截至 {as_of}",
    "more_in_files": "另有 {count} 个，JSON、csv、HTML 报告里有完整清单",
    "col_file": "文件",
    "col_table": "内容",
    "col_remark": "说明",
    "output_among_exports": "{path} 在导出文件夹里，下次会被当作导出文件读取：请写到别处",
    "output_is_export": "{path} 是导出文件：请把报告写到别处",
    "output_twice": "{path} 写了两次",
    "workbook_to_terminal": "工作簿不能显示在终端里：请用 -o 文件名.xlsx",
}
