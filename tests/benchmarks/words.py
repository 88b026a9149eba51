"""What the page of figures says, in Vietnamese and English."""

SENTENCES = {
    "title": {
        "en": "Benchmarks",
        "vi": "Đo tốc độ",
    },
    "machine": {
        "en": (
            "Measured by `tests/benchmarks/run.py` (`nox -s bench`) on {cpu}, {cores} cores, load {load} when it "
            "began; {system}; Python {python}; {versions}."
        ),
        "vi": (
            "Đo bằng `tests/benchmarks/run.py` (`nox -s bench`) trên {cpu}, {cores} nhân, tải {load} lúc bắt đầu;"
            " {system}; Python {python}; {versions}."
        ),
    },
    "busy": {
        "en": (
            "The machine was busy with other work: figures in milliseconds are too high, and least and most lie "
            "far apart; ratios are more to be trusted. Run it again on a quiet machine before relying on a "
            "figure."
        ),
        "vi": (
            "Lúc đo, máy đang bận việc khác: các số mili giây cao hơn thực tế, ít nhất và nhiều nhất cách xa "
            "nhau; các tỷ lệ đáng tin hơn. Hãy đo lại trên máy rỗi trước khi dựa vào một con số."
        ),
    },
    "how": {
        "en": (
            "All works of a table run in turns in one process, after their answers are held to each other row by "
            "row; one that takes more than a second runs only {few} times. Figures are medians, with the least "
            "and the most; ratios are the median of those of each round. Each peer is written as its own experts "
            "would write it, in `tests/benchmarks`."
        ),
        "vi": (
            "Các cách làm trong một bảng chạy xen kẽ trong một tiến trình, sau khi kết quả đã được so với nhau "
            "từng dòng; cách nào mất hơn một giây chỉ chạy {few} lần. Số ghi là trung vị, kèm ít nhất và nhiều "
            "nhất; tỷ lệ là trung vị của tỷ lệ trong từng lượt. Mỗi công cụ được viết như người thạo nó sẽ viết, "
            "trong `tests/benchmarks`."
        ),
    },
    "left_out": {
        "en": "Left out, since not installed: {names}.",
        "vi": "Không đo vì chưa cài: {names}.",
    },
    "bars": {
        "en": "What was asked, and what was reached",
        "vi": "Yêu cầu và kết quả",
    },
    "bars_text": {
        "en": (
            "The bars of the project against what this very run reached; a ratio up to 1.5 times its bar counts "
            "as near."
        ),
        "vi": ("Các mức đề ra của dự án so với lần đo này; tỷ lệ không quá 1,5 lần mức đề ra được coi là gần đạt."),
    },
    "twelve": {
        "en": "Twelve rules on {size} places",
        "vi": "Mười hai điều kiện trên {size} địa bàn",
    },
    "twelve_text": {
        "en": (
            "Seven percentages, two counts, a yes/no, one condition and one “at least one of three”, about 5 % "
            "missing; the outcome of each rule and of the whole, and nine gaps. “Columns checked before” is the "
            "engine alone, on columns that an earlier run has looked over, as when a set or a threshold changes "
            "and the data does not; the other line reads and checks every column each time (percentages that may "
            "be fractions, figures that cannot be) and compiles the set, which no peer does. polars, DuckDB and "
            "numexpr use all cores, the others one. OpenFisca keeps numbers in 32 bits: its gaps agree to a "
            "ten-thousandth."
        ),
        "vi": (
            "Bảy tỷ lệ, hai số đếm, một có/không, một điều kiện kèm diện áp dụng và một “ít nhất một trong ba”, "
            "thiếu khoảng 5 % số liệu; kết quả từng điều kiện và cả bộ, cùng chín khoảng thiếu. “Cột đã soát "
            "trước” chỉ là phần xét, trên các cột mà lần chạy trước đã soát, như khi đổi bộ tiêu chí hay ngưỡng "
            "mà số liệu giữ nguyên; dòng kia đọc và soát mọi cột mỗi lần (tỷ lệ có thể là phân số, số không thể "
            "có) và biên dịch bộ tiêu chí, việc không công cụ nào khác làm. polars, DuckDB và numexpr dùng mọi "
            "nhân, các cách khác dùng một. OpenFisca giữ số bằng 32 bit: khoảng thiếu của nó khớp đến một phần "
            "vạn."
        ),
    },
    "too_large": {
        "en": ("Not measured on {size} places: that takes about {needed} GiB of memory, and {free} were free."),
        "vi": "Không đo trên {size} địa bàn: cần khoảng {needed} GiB bộ nhớ mà chỉ còn {free}.",
    },
    "memory": {
        "en": "Memory",
        "vi": "Bộ nhớ",
    },
    "memory_text": {
        "en": (
            "At the peak of the same work on {size} places, above the input, in bytes a row; each in a process of"
            " its own. The answers themselves are 85: 13 outcomes and nine gaps."
        ),
        "vi": (
            "Lúc cao nhất của cùng việc trên {size} địa bàn, ngoài số liệu vào, tính bằng byte mỗi dòng; mỗi cách"
            " trong một tiến trình riêng. Riêng kết quả đã là 85: 13 kết quả và chín khoảng thiếu."
        ),
    },
    "growth": {
        "en": "From 13 to 1300 rules on {size} places",
        "vi": "Từ 13 đến 1300 điều kiện trên {size} địa bàn",
    },
    "growth_text": {
        "en": (
            "The twelve rules and one more number, once, ten and a hundred times, each time with other "
            "thresholds: outcomes, the whole, and ten gaps for each thirteen. With 1300 rules the answers are 930 "
            "MB, so that memory decides."
        ),
        "vi": (
            "Mười hai điều kiện và thêm một số, một, mười và một trăm lần, mỗi lần ngưỡng khác: kết quả, cả bộ, "
            "và mười khoảng thiếu cho mỗi mười ba điều kiện. Với 1300 điều kiện, kết quả là 930 MB nên bộ nhớ "
            "quyết định."
        ),
    },
    "province": {
        "en": "The set of Nghệ An on {size} villages",
        "vi": "Bộ tiêu chí Nghệ An trên {size} thôn",
    },
    "province_text": {
        "en": (
            "Thirteen criteria with ranges, counts out of totals, links, open shares and conditions; reading the "
            "columns included. {equal} rows were held to the assessment of their village alone, outcomes and "
            "reasons, and are equal. One by one, as the last line has it, villages take a place to be made and an"
            " assessment each."
        ),
        "vi": (
            "Mười ba tiêu chí có khoảng số, số đếm trên tổng, liên hệ giữa chỉ số, tỷ lệ bỏ ngỏ và diện áp dụng; "
            "gồm cả đọc cột. {equal} dòng đã được so với kết quả xét riêng từng thôn, cả kết quả và lý do, và đều"
            " bằng nhau. Xét từng thôn một, như dòng cuối, thì mỗi thôn phải dựng địa bàn rồi xét."
        ),
    },
    "compiling": {
        "en": "Before the first row",
        "vi": "Trước dòng đầu tiên",
    },
    "compiling_text": {
        "en": (
            "A set is read from its file once, and compiled for a table each time; peers compile the same 13 rules."
        ),
        "vi": (
            "Bộ tiêu chí được đọc từ tệp một lần, và biên dịch cho mỗi bảng; công cụ khác biên dịch cùng 13 điều kiện."
        ),
    },
    "conversion": {
        "en": "From each kind of frame, {size} rows",
        "vi": "Từ mỗi loại bảng, {size} dòng",
    },
    "conversion_text": {
        "en": (
            "The fifteen columns of the twelve rules: reading and checking them, and the whole assessment with "
            "it. All answers are equal. Columns of Python objects are looked at value by value."
        ),
        "vi": (
            "Mười lăm cột của mười hai điều kiện: đọc và soát, và cả việc xét. Mọi kết quả bằng nhau. Cột gồm đối"
            " tượng Python được xem từng giá trị."
        ),
    },
    "lazily": {
        "en": "Lazy frames, {size} rows",
        "vi": "Bảng trì hoãn (lazy), {size} dòng",
    },
    "lazily_text": {
        "en": (
            "`assess_lazy` on the twelve rules, outcomes alone; the query is made anew each time. All answers are "
            "equal, row by row. It is for data that does not fit in memory: what does is judged faster as a table."
        ),
        "vi": (
            "`assess_lazy` với mười hai điều kiện, chỉ kết quả; mỗi lần dựng lại truy vấn. Mọi kết quả bằng nhau, từng "
            "dòng. Cách này dành cho số liệu không vừa bộ nhớ: số liệu vừa bộ nhớ thì xét như bảng nhanh hơn."
        ),
    },
    "single": {
        "en": "One village, twelve rules",
        "vi": "Một thôn, mười hai điều kiện",
    },
    "single_text": {
        "en": (
            "A place already built is assessed; {count} places in turn. Only this library keeps what an "
            "explanation, a gap and an audit need; it tells unknown from not met, as the attrs functions do, "
            "while JsonLogic, rule-engine and PyHamcrest say yes or no. All agree on {tried} villages with "
            "missing figures."
        ),
        "vi": (
            "Xét địa bàn đã dựng sẵn; lần lượt {count} địa bàn. Chỉ thư viện này giữ lại những gì cần để giải "
            "thích, tính khoảng thiếu và kiểm tra lại; nó phân biệt chưa xác định với chưa đạt, như các hàm "
            "attrs, còn JsonLogic, rule-engine và PyHamcrest chỉ nói có hoặc không. Tất cả khớp nhau trên {tried}"
            " thôn có số liệu thiếu."
        ),
    },
    "imports": {
        "en": "Import",
        "vi": "Nạp thư viện",
    },
    "imports_text": {
        "en": (
            "Above a bare Python, each in a process of its own. `import smartvillage` loads neither numpy nor an extra."
        ),
        "vi": (
            "Ngoài Python trống, mỗi lần một tiến trình. `import smartvillage` không nạp numpy hay phần mở rộng nào."
        ),
    },
}

NAMES_VI = {
    "twelve rules, columns checked before": "mười hai điều kiện, cột đã soát trước",
    "twelve rules, read and checked": "mười hai điều kiện, đọc và soát cả cột",
    "memory of that, above the input": "bộ nhớ cho việc ấy, ngoài số liệu vào",
    "rules from 13 to 1300": "điều kiện từ 13 đến 1300",
    "a place already built, assessed": "xét một địa bàn đã dựng",
    "the set of Nghệ An on 100,000 villages": "bộ tiêu chí Nghệ An trên 100.000 thôn",
    "× hand-tuned numpy": "× numpy viết kỹ",
    "not met": "chưa đạt",
    "hand-tuned numpy": "numpy viết kỹ",
    "naive numpy": "numpy viết thường",
    "columns checked before": "cột đã soát trước",
    "attrs and cattrs": "attrs và cattrs",
    "DuckDB, lazy": "DuckDB, trì hoãn",
    "polars, lazy": "polars, trì hoãn",
    "hand-written ifs": "các câu if viết tay",
    "attrs functions": "hàm attrs",
    "bytes a row": "byte mỗi dòng",
    "outcomes and gaps": "kết quả và khoảng thiếu",
    "outcomes": "kết quả",
    "one by one": "từng thôn một",
    "read Nghệ An": "đọc tệp Nghệ An",
    "compile Nghệ An": "biên dịch Nghệ An",
    "compile": "biên dịch",
    "growth": "tăng",
    "rules": "điều kiện",
    "median": "trung vị",
    "least": "ít nhất",
    "most": "nhiều nhất",
    "reading": "đọc",
    "whole assessment": "cả việc xét",
    "counts": "số đếm",
    "arrays": "mảng",
    "lists": "danh sách",
    "objects": "đối tượng",
    "above a bare Python": "ngoài Python trống",
    "bar": "mức đề ra",
    "reached": "đạt được",
    "near": "gần đạt",
    "met": "đạt",
}
"""Names of works and columns, longer ones before those that they contain."""
