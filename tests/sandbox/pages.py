"""The log-in pages of the sandboxes."""

PAGE = """<!doctype html><html lang="nl"><head><meta charset="utf-8">
<title>{title}</title><style>
body{{font:16px sans-serif;max-width:26rem;margin:4rem auto}}
label{{display:block;margin:1rem 0}}input{{display:block;width:100%;padding:.4rem}}
button{{padding:.5rem 1.2rem;margin-right:.6rem}}</style></head>
<body><h1>{title}</h1>{body}</body></html>"""
