/// One table in each format, character by character; and what a cell is to a person and to a machine.

import Formats
import Pages
import Quantities
import Testing

private let sample = Table(
  title: "Lots",
  columns: [
    Table.Column("lot", key: "name"), Table.Column("face value", key: "face", kind: .number),
    Table.Column("expires (UTC)", key: "expires"),
  ],
  rows: [
    [.text("a|b"), .money(.dollars(1_250)), .instant(Instant(seconds: 1_767_225_600))],
    [.text("Größe \"x\", 値"), .money(Nanodollars(3_333_333_333)), .instant(.never)],
    [.text("steer\u{1B}[2J\nme"), .money(Nanodollars(1)), .instant(Instant(seconds: 1_767_225_661))],
  ],
  totals: [.text("total"), .money(Nanodollars(1_253_333_333_334)), .blank])

private func text(width: Int? = nil, _ table: Table = sample) -> String {
  var out = ByteBuffer()
  TextReport(width: width).write(table, into: &out)
  return out.text
}

struct TableTests {
  @Test("text is aligned by what is seen, and no control character gets through")
  func plain() {
    #expect(
      text() == """
        Lots
          lot                    face value  expires (UTC)
          a|b                     $1,250.00  2026-01-01
          Größe "x", 値              ~$3.33  never
          steer\\u{1B}[2J\\u{A}me      <$0.01  2026-01-01 00:01:01
          ---------------------  ----------
          total                  ~$1,253.33

        """)
  }

  @Test("a narrow terminal wraps headings first, then words; amounts stay whole")
  func narrow() {
    #expect(
      text(width: 40) == """
        Lots
                                    expires
          lot           face value  (UTC)
          a|b            $1,250.00  2026-01-01
          Größe "x",        ~$3.33  never
          値
          steer\\u{1B}[      <$0.01  2026-01-01
          2J\\u{A}me                 00:01:01
          ------------  ----------
          total         ~$1,253.33

        """)
  }

  @Test("a table that cannot fit becomes a block of lines for each row")
  func blocks() {
    #expect(
      text(width: 20).hasPrefix(
        "Lots\n  lot: a|b\n  face value: $1,250.00\n  expires (UTC): 2026-01-01\n\n"))
  }

  @Test("markdown escapes what would be markup")
  func markdown() {
    var out = ByteBuffer()
    MarkdownReport().write(sample, into: &out)
    #expect(
      out.text == """
        ## Lots

        | lot | face value | expires (UTC) |
        | --- | ---: | --- |
        | a\\|b | $1,250.00 | 2026-01-01 |
        | Größe "x", 値 | ~$3.33 | never |
        | steer\\\\u{1B}\\[2J\\\\u{A}me | \\<$0.01 | 2026-01-01 00:01:01 |
        | **total** | **~$1,253.33** |  |

        """)
  }

  @Test("CSV is exact, quoted where RFC 4180 wants it, and ends its lines with CRLF")
  func csv() {
    var out = ByteBuffer()
    CSVTable().write(sample, into: &out)
    #expect(
      out.text
        == "name,face,expires\r\na|b,1250.00,2026-01-01T00:00:00Z\r\n"
        + "\"Größe \"\"x\"\", 値\",3.333333333,never\r\n"
        + "\"steer\u{1B}[2J\nme\",0.000000001,2026-01-01T00:01:01Z\r\n")
  }

  @Test("a record of one empty field is not an empty line")
  func csvEmptyField() {
    var out = ByteBuffer()
    CSVTable().write(Table(columns: [Table.Column("a", key: "a")], rows: [[.blank]]), into: &out)
    #expect(out.text == "a\r\n\"\"\r\n")
  }

  @Test("JSON has money as decimal strings, what never comes as null, and controls escaped")
  func json() {
    var json = JSONWriter()
    json.object { json in
      json.rows("lots", of: sample)
      json.array("none") { _ in }
      json.object("empty") { _ in }
      json.bool("yes", true)
      json.number("count", -3)
      json.string("quoted", "\"\\\u{7F}\t")
    }
    #expect(
      json.finish().text == """
        {
          "lots": [
            {
              "name": "a|b",
              "face": "1250.00",
              "expires": "2026-01-01T00:00:00Z"
            },
            {
              "name": "Größe \\"x\\", 値",
              "face": "3.333333333",
              "expires": null
            },
            {
              "name": "steer\\u001b[2J\\nme",
              "face": "0.000000001",
              "expires": "2026-01-01T00:01:01Z"
            }
          ],
          "none": [],
          "empty": {},
          "yes": true,
          "count": -3,
          "quoted": "\\"\\\\\\u007f\\t"
        }

        """)
  }

  @Test(
    "a rounded figure is never shown as an exact one",
    arguments: [
      (0, "$0.00"), (10_000_000, "$0.01"), (1_250_500_000_000, "$1,250.50"), (1, "<$0.01"),
      (9_999_999, "<$0.01"), (10_000_001, "~$0.01"), (14_999_999, "~$0.01"), (15_000_000, "~$0.02"),
      (-1, ">-$0.01"), (-15_000_000, "~-$0.02"), (-10_000_000, "-$0.01"),
    ] as [(Int64, String)])
  func readable(_ count: Int64, _ text: String) {
    #expect(Nanodollars(count).readable == text)
    #expect(Table.Cell.money(Nanodollars(count)).isRounded == !(text.hasPrefix("$") || text.hasPrefix("-$")))
  }

  @Test("a report says what its marks mean, when it has any")
  func roundingNote() {
    func rendered(_ amount: Nanodollars) -> String {
      var out = ByteBuffer()
      let table = Table(columns: [Table.Column("a", key: "a", kind: .number)], rows: [[.money(amount)]])
      TextReport().write(Report(title: "t", tables: [table]), into: &out)
      return out.text
    }
    #expect(rendered(.dollars(1)) == "t\n\n    a\n$1.00\n")
    #expect(rendered(Nanodollars(1)).contains("rounded to the cent"))
  }

  @Test(
    "width counts columns of a terminal",
    arguments: [("abc", 3), ("ü", 1), ("u\u{308}", 1), ("値", 2), ("가", 2), ("😀", 2), ("", 0)])
  func width(_ text: String, _ columns: Int) {
    #expect(displayWidth(text) == columns)
  }

  @Test(
    "thousands are grouped",
    arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567")])
  func grouping(_ count: Int, _ text: String) {
    #expect(grouped(count) == text)
  }
}
