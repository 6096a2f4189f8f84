"""The words of programming, in the languages people ask in.

A word counts for its concept, and each concept counts once: saying "function" ten times proves no more than
saying it once, and "Funktion … array" as much as "function … array".
"""

import re

from battles.detectors.categories.coding.requests import asks_for_code

_PLAIN, _STRONG = 1.0, 2.0

_TECHNOLOGIES = (
    "javascript typescript bash django c++ c# golang kotlin php html html5 css css3 sql mysql "
    "postgres postgresql sqlite mongodb nosql redis graphql pytorch tensorflow keras numpy pandas "
    "matplotlib scipy sklearn opencv pyspark fastapi laravel symfony drupal wordpress springboot "
    "hibernate jquery reactjs react.js vue.js vuejs next.js nextjs node.js nodejs angularjs svelte "
    "tailwind tailwindcss webpack express.js asp.net blazor wpf xaml docker dockerfile kubernetes k8s "
    "kubectl ansible terraform jenkins nginx nixos systemd powershell regex regexp vba matlab "
    "verilog systemverilog vhdl fortran cobol haskell erlang elixir clojure ocaml lua luau "
    "vimscript makefile cmake gcc clang llvm cuda opencl opengl glsl hlsl github gitlab stdin stdout "
    "argparse asyncio pytest junit tkinter pyqt pyqt5 pyqt6 arduino esp32 unity3d "
    "roblox solidity webassembly wasm dataframe boto3 ffmpeg pseudocode leetcode codeforces ggplot2 "
    "tidyverse dplyr rstudio xpath beautifulsoup autohotkey firebase supabase jupyter rustc javafx "
    "swiftui flutter xcode gradle plsql pl/sql python python3 numba cython perl streamlit "
    "gradio langchain geopandas nixpkgs promql autolisp ecmascript shellscript js jsx tsx ssh sshd "
    "graphviz plantuml busybox lsblk rhel centos opensuse debian archlinux crontab systemctl powerbi "
    "sqlalchemy hadoop rabbitmq elasticsearch grafana devops openssl nestjs nuxt eslint mypy pydantic scrapy "
    "langgraph huggingface xgboost "
    "pythonie pythona pythonu питон пайтон питоне питона"
)
"""Names that hardly anybody says outside programming; one is enough in a short text."""

_WORDS = {
    "function": (
        "function functions funktion funktionen fonction fonctions función funciones função funções "
        "funzione funzioni funkcja funkcję funkcji funkcje funkce funkci fonksiyon fonksiyonu fungsi "
        "hàm functie"
    ),
    "code": (
        "code codes coding coder quellcode codieren código códigos codice codici kod kodu kodun kode kód"
    ),
    "programming": (
        "programming programmer programmers programmieren programmierung programmiere programmation "
        "programmez programación programar programação programmazione programowanie programowania "
        "programlama pemrograman programmeren programování"
    ),
    "algorithm": (
        "algorithm algorithms algorithmus algorithmen algorithme algorithmes algoritmo algoritmos "
        "algoritmi algorytm algorytmu algoritma algoritmus algoritme"
    ),
    "array": "array arrays arreglo arreglos larik mảng tablicę tablic dizi",
    "implement": (
        "implement implements implementing implementation implementiere implementieren "
        "implementierung implémente implémenter implémentez implementa implementar implemente "
        "implementare zaimplementuj implementasikan implementasi implementeer"
    ),
    "string": "string strings zeichenkette zeichenketten substring subsequence",
    "variable": "variable variables variablen integer integers boolean int",
    "": "compiler kompilieren compilador compilateur",
    "debug": "debug debugging debugger bugfix refactor refactoring",
    "recursion": (
        "recursion recursive recursively rekursion rekursiv récursion récursif recursión recursiva "
        "recursivo rekurencja rekurencji rekursi rekurencyjnie"
    ),
    "database": "database databases datenbank datenbanken backend frontend middleware orm",
    "api": "api apis json xml yaml endpoint endpoints webhook sdk http oauth jwt",
    "error": "traceback stacktrace segfault nullpointerexception syntaxerror typeerror valueerror",
    "structure": "hashmap linkedlist tuple iterator pointer pointers struct enum hashtable",
    "java": "java rust ruby flask selenium godot scala maven octave react angular vue git linux unix ubuntu",
    "command": "cli terminal repo repository repositories npm pip sudo kernel bios",
    "script": "script scripts skript skripte scripting skrypt skrip",
    "website": "website webseite webpage webapp webapplication homepage url app apps gui",
    "software": (
        "software developer developers entwickler développeur desarrollador library framework "
        "libraries frameworks module modules class classes component server servers"
    ),
    "bug": "bug bugs error errors exception exceptions",
    "loop": "loop loops schleife boucle bucle",
    "program": "program programs programm programme programa programma programu programy",
}

_PIECES = {
    "tree": (
        "binary tree|binary search tree|linked list|hash map|hash table|binären baum|binärer baum|"
        "binärbaum|arbre binaire|árbol binario|árvore binária|albero binario|drzewie binarn|"
        "drzewo binarn|drzewa binarn|pohon biner|cây nhị phân|binární strom|бинарное дерев|"
        "бинарного дерев|двоичное дерев|двоичного дерев|связный спис|связного спис|二叉树|二元樹|"
        "二分木|バイナリツリー|이진 트리|链表|連結リスト"
    ),
    "complexity": (
        "time complexity|space complexity|linear complexity|memory complexity|speicherkomplexität|"
        "zeitkomplexität|complexité en |complejidad temporal|complejidad espacial|złożonoś|"
        "kompleksitas|độ phức tạp|o(1)|o(n)|o(log n)|o(n log n)|复杂度|複雜度|計算量|複雑度|복잡도"
    ),
    "programming": (
        "chương trình|lập trình|source code|mã nguồn|code snippet|программиров|编程|プログラミング|프로그래밍"
    ),
    "database": (
        "base de données|base de datos|bases de datos|banco de dados|baza danych|bazy danych|"
        "базы данных|базе данных|база данных|cơ sở dữ liệu|数据库|資料庫|データベース|데이터베이스"
    ),
    "structure": (
        "data structure|structures de données|structure de données|datenstruktur|estructuras de datos|"
        "estructura de datos|struktur danych|struktur data|cấu trúc dữ liệu|regular expression|"
        "регулярн"
    ),
    "website": (
        "web page|web site|site web|página web|stronę internetow|situs web|trang web|sito web|网站|"
        "网页|網頁|ウェブサイト|웹사이트"
    ),
    "command": (
        "command line|command-line|spring boot|spring security|power bi|dax formula|unit test|open source|"
        "open-source|pull request|stack overflow|null pointer"
    ),
    "function": "функци|函数|函式|関数|함수|ฟังก์ชัน|फ़ंक्शन",
    "code": "代码|程式碼|代碼|源码|コード|코드|โค้ด| код |кода |коде |кодом ",
    "program": "程序|程式|プログラム|프로그램|โปรแกรม|प्रोग्राम|برنامج",
    "algorithm": "алгоритм|算法|演算法|アルゴリズム|알고리즘|อัลกอริทึม|خوارزمية|الگوریتم|thuật toán",
    "array": "массив|масив|数组|陣列|配列|배열|مصفوفة|آرایه",
    "realise": "реализ|实现|實現|実装|구현",
    "recursion": "рекурси|递归|遞迴|再帰|재귀|đệ quy",
    "script": "скрипт|脚本|腳本|スクリプト|스크립트",
    "crawler": "爬虫|爬蟲|クローラー|크롤러|парсер",
    "debug": "报错|调试|デバッグ|디버그|компилятор|компилир",
    "variable": "переменн|变量|變數|変数|변수|字符串|字串|文字列|문자열",
}
"""Phrases, and words of languages that inflect much or do not part words: looked for anywhere."""

_SOFT = frozenset(
    {
        "api",
        "array",
        "bug",
        "code",
        "command",
        "implement",
        "java",
        "loop",
        "program",
        "realise",
        "script",
        "software",
        "string",
        "variable",
        "website",
    }
)
_SOFT_AT_MOST = 1.0
"""Concepts of daily speech too; without a harder one they are not enough."""

_ELSEWHERE = {
    "code": (
        "dress zip postal area country penal civil criminal tax building morse bar qr promo discount coupon "
        "cheat moral ethical vinci honor honour color colour genetic access pin fire legal"
    ),
    "script": "movie film tv video youtube play podcast sales phone call comedy episode drama dialogue",
    "python": "monty ball burmese reticulated",
    "program": "linear tv",
    "of conduct": "code codes",
    "of ethics": "code codes",
    "of honor": "code codes",
    "of honour": "code codes",
    "unchained": "django",
    "island": "java",
    "theory": "string",
    "quartet": "string",
}
"""By second word the first words with which it means something else."""

_MISLEADING = frozenset({"code", "script", "python", "django", "java", "programming", "program", "string"})

_LATIN = "a-z\u00df-\u024f\u1e00-\u1eff"
_WORD = re.compile(rf"[{_LATIN}][{_LATIN}\d+#]*(?:[./][{_LATIN}\d]+)*|[а-я]+")

_CONCEPT_OF = {word: concept for concept, row in _WORDS.items() for word in row.split()}
_CONCEPT_OF_PIECE = tuple((piece, concept) for concept, row in _PIECES.items() for piece in row.split("|"))
_OTHER_MEANINGS = (
    "方程式",
    *(f" {first} {second}" for second, row in _ELSEWHERE.items() for first in row.split()),
)
_TECHNOLOGY = frozenset(_TECHNOLOGIES.split())


def points(text: str) -> float:
    """How strongly the words of a text speak for programming: 2 is enough for a message of a few lines."""
    lowered = f" {text.lower()}"
    found = _concepts(lowered)
    if not _MISLEADING.isdisjoint(found):
        for phrase in _OTHER_MEANINGS:
            lowered = lowered.replace(phrase, " ")
        found = _concepts(lowered)
    soft = sum(weight for concept, weight in found.items() if concept in _SOFT)
    hard = sum(weight for concept, weight in found.items() if concept not in _SOFT)
    asked = _STRONG if found and asks_for_code(lowered) else 0.0
    return min(soft, _SOFT_AT_MOST) + hard + asked


def _concepts(lowered: str) -> dict[str, float]:
    """The programming concepts a lower-case text speaks of, with their weights."""
    words = set(_WORD.findall(lowered))
    found = {_CONCEPT_OF[word]: _PLAIN for word in words & _CONCEPT_OF.keys()}
    found.update((word, _STRONG) for word in words & _TECHNOLOGY)
    for piece, concept in _CONCEPT_OF_PIECE:
        if piece in lowered:
            found.setdefault(concept, _PLAIN)
    return found
