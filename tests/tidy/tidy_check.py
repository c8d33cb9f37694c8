"""Proves on small trees that each house rule can fail. Prints `ok NAME` or `FAILED NAME` a case."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECK = pathlib.Path(__file__).resolve().parents[2] / "tools/tidy/check.py"

# A tree without fault; each test spoils one thing. Two modules, one refusal, one test.
SOUND = {
    "tools/layers.txt": "core/base:\ncore/chain: core/base @openssl\n",
    "core/base/README.md": "The ground.\n",
    "core/chain/README.md": "The chain.\n",
    "core/base/bytes.hpp": "#pragma once\nint size();\n",
    "core/chain/refusals.hpp":
        "#pragma once\n#include <openssl/evp.h>\n#include \"core/base/bytes.hpp\"\n"
        "namespace zhida::chain {\nenum class Reject : short {\n    expired = 210,\n};\n"
        "inline constexpr Text texts[] = {\n    {210, \"expired\", \"过期\", \"too late\"},\n};\n}\n",
    "core/chain/chain_test.cpp":
        "#include <gtest/gtest.h>\n#include \"core/chain/refusals.hpp\"\n"
        "TEST(Chain, RefusesLateOnes) { EXPECT_EQ(act(), chain::Reject::expired); }\n",
}


class Rules(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        for name, text in SOUND.items():
            self.write(name, text)

    def tearDown(self):
        self.folder.cleanup()

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def add(self, name, text):
        self.write(name, SOUND[name] + text)

    def judge(self, *names):
        done = subprocess.run([sys.executable, str(CHECK), "--root", str(self.root), *names],
                              text=True, capture_output=True, check=False)
        self.assertEqual(done.stderr, "")
        self.assertEqual(done.returncode != 0, "FAILED tidy" in done.stdout)
        return done.stdout

    def passes(self, *names):
        self.assertNotIn("FAILED", self.judge(*names))

    def fails(self, check, *told):
        said = self.judge(check)
        self.assertIn(f"FAILED tidy {check}:", said)
        for words in told:
            self.assertIn(words, said)


class Edges(Rules):
    def test_a_sound_tree_passes_every_check(self):
        # Its header needs OpenSSL's headers and a type Text: give it one, so that it compiles.
        self.write("core/chain/refusals.hpp",
                   SOUND["core/chain/refusals.hpp"].replace(
                       "inline", "struct Text { int c; const char *a, *b, *d; };\ninline", 1))
        self.passes()

    def test_an_include_without_its_edge_fails(self):
        self.add("core/base/bytes.hpp", "#include \"core/chain/refusals.hpp\"\n")
        self.fails("layers", "core/base/bytes.hpp:3: core/base may not use core/chain")

    def test_a_transitive_edge_is_not_enough(self):
        self.add("tools/layers.txt", "vault: core/chain\n")
        self.write("vault/vault.hpp", "#include \"core/chain/refusals.hpp\"\n"
                                      "#include \"core/base/bytes.hpp\"\n")
        self.fails("layers", "vault/vault.hpp:2: vault may not use core/base")

    def test_a_test_file_may_use_only_what_its_module_may(self):
        self.write("core/base/bytes_test.cpp", "#include \"core/chain/refusals.hpp\"\n")
        self.fails("layers", "core/base/bytes_test.cpp:1: core/base may not use core/chain")

    def test_a_stale_edge_fails(self):
        self.write("tools/layers.txt", "core/base:\ncore/chain: core/base @openssl @sqlite\n")
        self.fails("layers", "tools/layers.txt:2: core/chain does not use @sqlite")

    def test_a_library_without_its_edge_fails(self):
        for number, header in enumerate(("openssl/evp.h", "boost/json.hpp", "boost/asio.hpp",
                                         "boost/beast/http.hpp", "sqlite3.h", "pugixml.hpp",
                                         "libxml/parser.h", "spdlog/spdlog.h", "CLI/CLI.hpp",
                                         "toml++/toml.h")):
            with self.subTest(header):
                self.write("core/base/bytes.hpp", f"#pragma once\n#include <{header}>\n")
                self.fails("layers", "core/base/bytes.hpp:2: core/base may not use @")

    def test_product_code_may_not_use_the_test_library(self):
        self.add("core/base/bytes.hpp", "#include <gtest/gtest.h>\n")
        self.fails("layers", "core/base may not use @gtest")

    def test_a_module_without_files_fails(self):
        self.add("tools/layers.txt", "views:\n")
        self.fails("layers", "tools/layers.txt:3: module views has no files")

    def test_a_source_outside_every_module_fails(self):
        self.write("gateway/http.cpp", "int x;\n")
        self.fails("layers", "gateway/http.cpp:1: belongs to no module")

    def test_an_include_that_is_not_from_the_root_fails(self):
        self.add("core/base/bytes.hpp", "#include \"date.hpp\"\n")
        self.fails("layers", "core/base/bytes.hpp:3: \"date.hpp\" names no module")

    def test_the_private_folder_of_another_module_is_closed(self):
        self.write("core/base/detail/inner.hpp", "#pragma once\n")
        self.add("core/chain/refusals.hpp", "#include \"core/base/detail/inner.hpp\"\n")
        self.fails("privacy", "core/base/detail/inner.hpp is private to core/base")

    def test_a_module_may_use_its_own_private_folder(self):
        self.write("core/base/detail/inner.hpp", "#pragma once\n")
        self.add("core/base/bytes.hpp", "#include \"core/base/detail/inner.hpp\"\n")
        self.passes("privacy")

    def test_files_in_a_circle_fail(self):
        self.write("core/base/a.hpp", "#include \"core/base/b.hpp\"\n")
        self.write("core/base/b.hpp", "#include \"core/base/a.hpp\"\n")
        self.fails("cycles", "core/base/a.hpp → core/base/b.hpp → core/base/a.hpp")

    def test_modules_in_a_circle_fail_even_when_no_file_is_in_one(self):
        self.write("core/base/extra.hpp", "#include \"core/chain/refusals.hpp\"\n")
        self.fails("cycles", "modules include each other", "core/base → core/chain → core/base")

    def test_declared_modules_in_a_circle_fail(self):
        self.write("tools/layers.txt", "core/base: core/chain\ncore/chain: core/base\n")
        self.fails("cycles", "tools/layers.txt:1")

    def test_a_header_that_needs_another_fails(self):
        self.write("core/chain/refusals.hpp", "#pragma once\n")
        self.add("core/base/bytes.hpp", "std::string name();\n")
        self.fails("headers", "core/base/bytes.hpp:1: does not compile alone")

    def test_a_header_that_is_put_right_passes_and_one_spoilt_below_fails_again(self):
        self.write("core/chain/refusals.hpp", "#include \"core/base/bytes.hpp\"\nBytes b();\n")
        self.fails("headers", "core/chain/refusals.hpp")
        self.add("core/base/bytes.hpp", "struct Bytes {};\n")
        self.passes("headers")
        self.write("core/base/bytes.hpp", SOUND["core/base/bytes.hpp"])
        self.fails("headers", "core/chain/refusals.hpp")


class Sizes(Rules):
    def test_a_file_of_501_lines_fails_and_of_500_passes(self):
        self.write("core/base/long.cpp", "int x;\n" * 500)
        self.passes("sizes")
        self.write("core/base/long.cpp", "int x;\n" * 501)
        self.fails("sizes", "core/base/long.cpp:501: 501 lines")

    def test_columns_are_characters_and_not_bytes(self):
        self.write("core/base/wide.cpp", "//" + "宽" * 98 + "\n")
        self.passes("sizes")
        self.write("core/base/wide.cpp", "//" + "宽" * 99 + "\n")
        self.fails("sizes", "core/base/wide.cpp:1: 101 columns")

    def function(self, head, lines):
        """A function of this many lines whose text holds what misleads a scanner."""
        odd = ['    f("}");', "    g('{');", "    // }", '    h(R"(})");']
        inside = odd + ["    if (x) {", "    }"] + ["    ++x;"] * (lines - 8)
        return "\n".join([head] + inside + ["}"]) + "\n"

    def test_a_function_of_61_lines_fails_whatever_its_form(self):
        heads = ["int f(int x) {", "A::A(int x) : a_{x}, b_{x} {", "bool A::f() const noexcept {",
                 "auto f() -> std::vector<int> {", "TEST(A, BDoesC) {",
                 "template <class T> requires(sizeof(T) > 1) void f(T x) {",
                 "bool operator==(const A& a, const A& b) {"]
        for head in heads:
            with self.subTest(head):
                self.write("core/base/f.cpp", "namespace a {\n" + self.function(head, 60) + "}\n")
                self.passes("sizes")
                self.write("core/base/f.cpp", "namespace a {\n" + self.function(head, 61) + "}\n")
                self.fails("sizes", "core/base/f.cpp:2: a function of 61 lines")

    def test_a_member_function_inside_its_class_is_measured(self):
        self.write("core/base/f.hpp", "class A : public B {\n" + self.function("int f() {", 61)
                   + "};\n")
        self.fails("sizes", "core/base/f.hpp:2: a function of 61 lines")

    def test_a_signature_over_several_lines_counts(self):
        self.write("core/base/f.cpp", "int f(int x,\n" + self.function("      int y) {", 60))
        self.fails("sizes", "core/base/f.cpp:1: a function of 61 lines")

    def test_a_long_table_or_class_is_no_function(self):
        rows = "    Row{1, of(2), {3, 4}},\n" * 80
        self.write("core/base/t.cpp", "constexpr std::array rows{\n" + rows + "};\n"
                   "struct A {\n" + "    int a = f(1);\n" * 80 + "};\n")
        self.passes("sizes")

    def test_a_long_python_function_fails(self):
        self.write("tools/x.py", "def f():\n" + "    pass\n" * 60)
        self.fails("sizes", "tools/x.py:1: a function of 61 lines")

    def test_an_exception_excuses_its_file_and_only_while_it_is_needed(self):
        self.write("core/base/wide.cpp", "//" + "x" * 100 + "\n")
        self.write("tools/tidy/exceptions.txt", "columns core/base/wide.cpp  # a table\n")
        self.passes("sizes")
        self.write("core/base/wide.cpp", "// x\n")
        self.assertIn("exceptions.txt:1: nothing needs 'columns core/base/wide.cpp'", self.judge())

    def test_the_exceptions_cannot_grow(self):
        self.write("tools/tidy/exceptions.txt",
                   "".join(f"columns core/base/wide{n}.cpp\n" for n in range(13)))
        for number in range(13):
            self.write(f"core/base/wide{number}.cpp", "//" + "x" * 100 + "\n")
        self.fails("exceptions", "13 exceptions; at most 12")


class Words(Rules):
    def test_each_banned_word_fails_in_deterministic_code(self):
        for line in ("float f;", "double d;", "#include <chrono>", "std::chrono::seconds s;",
                     "auto t = std::time(nullptr);", "auto t = time(nullptr);", "auto c = clock();",
                     "int r = rand();", "std::random_device d;", "std::mt19937_64 g;",
                     "std::thread t;", "std::jthread t;", "std::mutex m;", "std::atomic<int> a;",
                     "#include <iostream>", "std::ofstream f;", "std::filesystem::path p;",
                     "std::printf(x);", "setlocale(1, x);", "std::locale l;",
                     "std::unordered_map<int, int> m;", "std::unordered_set<int> s;",
                     "auto e = std::getenv(x);", "format(\"%p\", x);"):
            with self.subTest(line):
                self.write("core/base/a.cpp", f"int x;\n{line}\n")
                self.fails("determinism", "core/base/a.cpp:2: ")
                self.write("core/base/a.cpp", "")
                self.write("contracts/pay/a.hpp", f"{line}\n")
                self.fails("determinism", "contracts/pay/a.hpp:1: ")
                (self.root / "contracts/pay/a.hpp").unlink()

    def test_comments_texts_and_longer_words_are_not_banned(self):
        self.write("core/base/a.cpp",
                   "// double\n/* a\n float */ auto s = \"std::thread // float\";\n"
                   "int doubled, at_time(int), afloat; base::Seconds time() const;\n"
                   "auto r = R\"(double)\"; int n = 1'000'000; char c = '\"'; // float\n")
        self.passes("determinism")

    def test_what_follows_a_text_is_still_read(self):
        self.write("core/base/a.cpp", "auto s = \"// \\\" \"; char c = '\"'; double d;\n")
        self.fails("determinism", "core/base/a.cpp:1: double")

    def test_tests_and_other_folders_may_use_the_words(self):
        self.write("core/base/a_test.cpp", "double d;\n")
        self.write("node/a.cpp", "std::thread t;\n")
        self.passes("determinism")

    def test_a_word_is_excused_for_its_file_alone(self):
        self.write("tools/tidy/exceptions.txt", "word core/base/a.cpp snprintf\n")
        self.write("core/base/a.cpp", "std::snprintf(x);\n")
        self.passes("determinism")
        self.write("core/base/b.cpp", "std::snprintf(x);\n")
        self.fails("determinism", "core/base/b.cpp:1: snprintf")

    def test_names_that_say_nothing_fail(self):
        for name in ("core/base/utils.hpp", "core/common/a.cpp", "web/helpers.ts",
                     "tools/manager.py", "misc/notes.md"):
            with self.subTest(name):
                self.write(name, "\n")
                self.fails("names", f"{name}:1")
                (self.root / name).unlink()

    def test_promises_machine_paths_and_foreign_folders_fail(self):
        for text in ("// TO" + "DO later", "// FIX" + "ME", "auto p = \"/wo" + "rk/main\";",
                     "auto p = \"/fa" + "rm/x\";", "open(\"../sha" + "red/data\");"):
            with self.subTest(text):
                self.write("core/base/a.cpp", f"\n{text}\n")
                self.fails("strings", "core/base/a.cpp:2: ")

    def test_a_numbered_promise_and_a_shared_pointer_pass(self):
        self.write("core/base/a.cpp", "// TO" + "DO #12: more\nstd::shared_ptr<int> p;\n"
                   "// the network/" + "work/ order\n")
        self.passes("strings")

    def test_a_valid_citizen_number_fails_outside_tests_and_sample_data(self):
        number = "11010519491231" + "002X"  # the example of the standard
        self.write("docs/a.md", f"x\nsee {number}\n")
        self.fails("personal", "docs/a.md:2: a valid citizen number")
        (self.root / "docs/a.md").unlink()
        for name in ("tests/data/a.csv", "data/a.csv", "core/base/a_test.cpp"):
            self.write(name, f"{number}\n")
        self.write("core/base/b.cpp", number[:-1] + "1\n" + "ab" + number + "\n")
        self.passes("personal")

    def test_a_refusal_no_test_names_fails(self):
        self.write("core/chain/chain_test.cpp", "// chain::Reject::expired\n\"expired\";\n")
        self.fails("refusals", "core/chain/refusals.hpp:6: no test provokes chain::Reject::expired")

    def test_a_refusal_of_the_same_name_elsewhere_does_not_count(self):
        self.write("core/chain/chain_test.cpp", "EXPECT_EQ(act(), payment::Reject::expired);\n")
        self.fails("refusals", "no test provokes chain::Reject::expired")

    def test_a_tree_without_refusals_fails(self):
        self.write("core/chain/refusals.hpp", "#pragma once\n")
        self.fails("refusals", "lost its object")

    def test_a_refusal_needs_its_own_text_and_number(self):
        whole = SOUND["core/chain/refusals.hpp"]
        self.write("core/chain/refusals.hpp", whole.replace("{210, \"expired\"", "{210, \"late\""))
        self.fails("refusal_texts", "core/chain/refusals.hpp:6: expired = 210 has no text")
        self.write("core/chain/refusals.hpp", whole.replace("{210, ", "{211, "))
        self.fails("refusal_texts", "the text of 211 belongs to no refusal")
        self.write("core/chain/refusals.hpp", whole)
        self.write("core/base/refusals.hpp", whole.replace("expired", "early"))
        self.fails("refusal_texts", "210 is both early and expired")

    def test_a_state_whose_names_are_not_in_the_glossary_fails(self):
        self.write("contracts/a/life.hpp",
                   "\nW w{ListWord{State::paid, true, \"PAID\", \"已支付\"}};\n")
        self.fails("glossary", "contracts/a/life.hpp:2: PAID 已支付 is not in the glossary")
        self.write("docs/glossary.md", "| PAID | 已付款 | x |\n")
        self.fails("glossary", "contracts/a/life.hpp:2")
        self.write("docs/glossary.md", "| PAID | 已支付 | x |\n")
        self.passes("glossary")

    def test_a_module_without_readme_fails(self):
        (self.root / "core/base/README.md").unlink()
        self.fails("readmes", "tools/layers.txt:1: core/base has no README.md")


class Lines(unittest.TextTestResult):
    """One line a case, as ./test counts them."""

    def stopTest(self, test):
        bad = {id(case) for case, _ in self.failures + self.errors}
        bad |= {id(getattr(case, "test_case", case)) for case, _ in self.failures + self.errors}
        name = test.id().split(".")[-1].removeprefix("test_")
        print("FAILED" if id(test) in bad else "ok", "tidy rule", name, flush=True)
        super().stopTest(test)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    runner = unittest.TextTestRunner(resultclass=Lines, verbosity=0, stream=sys.stderr)
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    sys.exit(0 if runner.run(suite).wasSuccessful() else 1)
