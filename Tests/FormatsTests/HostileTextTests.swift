/// Names that try to be more than names, in markdown, in CSV and in a job's log.

import Formats
import Quantities
import Testing

@Suite struct `Text of a file` {
  @Test(arguments: [
    ("plain, $1,250.00 (~$3.33) at 12%", "plain, $1,250.00 (~$3.33) at 12%"),
    ("a|b *c* _d_ `e` <f> [g](h) #i", "a\\|b \\*c\\* \\_d\\_ \\`e\\` \\<f\\> \\[g\\](h) \\#&#8203;i"),
    ("@octocat", "@&#8203;octocat"), ("a@b.c", "a@&#8203;b.c"), ("@ home", "@ home"),
    ("&#64;octocat", "&amp;\\#&#8203;64;octocat"),
    ("buy #1, !2, GH-3, gh-x", "buy \\#&#8203;1, !&#8203;2, GH-&#8203;3, gh-x"),
    ("https://evil.example", "https:&#8203;//evil.example"), ("a:/b", "a:/b"),
    ("see WWW.evil.example", "see WWW&#8203;.evil.example"), ("awww. nice", "awww&#8203;. nice"),
    ("~~gone~~", "~\\~&#8203;gone~\\~"), ("- a", "\\- a"), ("-$5", "-$5"), ("---", "\\---"),
    ("1. a", "1\\. a"),
    ("1.5", "1.5"),
    ("12) a", "12\\) a"), ("= =", "\\= ="), ("line\nfeed", "line\\\\u{A}feed"),
  ])
  func `in markdown says what it says and does nothing`(_ text: String, _ wanted: String) {
    #expect(MarkdownText.escaped(text) == wanted)
  }

  @Test(arguments: [
    ("a.yaml:5", "`a.yaml:5`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("a``b`c", "```a``b`c```"),
    // With a combining mark behind it, a backtick is no character of its own to Swift, and one to markdown.
    ("a`\u{301}b", "``a`\u{301}b``"), (" a", "`  a `"), ("@x", "`@x`"), ("a\nb", "`a\\u{A}b`"),
  ])
  func `in a code span does not end it`(_ text: String, _ wanted: String) {
    #expect(MarkdownText.code(text) == wanted)
  }

  @Test func `in HTML within markdown is neither a tag nor a mention`() {
    #expect(MarkdownText.html("<b> & @x \"q\"") == "&lt;b&gt; &amp; @&#8203;x &quot;q&quot;")
  }

  @Test(arguments: [
    ("=HYPERLINK(1)", "'=HYPERLINK(1)"), ("@SUM(1)", "'@SUM(1)"), ("+1+1", "'+1+1"), ("-cmd", "'-cmd"),
    ("\tx", "'\tx"), ("\rx", "\"'\rx\""), ("＝1", "'＝1"), ("-", "'-"), ("-1.2.3", "'-1.2.3"), ("-1.", "'-1."),
    ("-12.50", "-12.50"), ("+5", "+5"), ("a=b", "a=b"), ("'x", "'x"), ("", "\"\""),
  ])
  func `in CSV is no formula, and an amount stays one`(_ text: String, _ wanted: String) {
    var out = ByteBuffer()
    CSVTable().write(Table(columns: [Table.Column("x", key: "x")], rows: [[.text(text)]]), into: &out)
    #expect(out.text == "x\r\n\(wanted)\r\n")
    out.clear()
    CSVTable().write(
      Table(columns: [Table.Column("x", key: "x")], rows: [[.money(.dollars(-3))]]), into: &out)
    #expect(out.text == "x\r\n-3.00\r\n")
  }

  @Test(arguments: [
    ("a::b # c", "a::b # c"), ("::stop-commands::x", "\\::stop-commands::x"), ("  ::x::", "\\  ::x::"),
    ("\u{3000}::x::", "\\\u{3000}::x::"), ("a ##[add-mask]b", "a #\\#[add-mask]b"), ("###", "#\\#\\#"),
    ("a\n::b\nc", "a\n\\::b\nc"), ("a: ::b", "a: ::b"),
  ])
  func `in a job's log is no command`(_ text: String, _ wanted: String) {
    #expect(withoutCommands(text) == wanted)
  }
}
