/// Text that comes from a file, in markdown on a code host: it shows what it says and does nothing. Marks of the format
/// are escaped. What a host makes of plain text behind the format's back (mentions, references to issues, bare links) is
/// parted by a space of no width, which hosts do not see through, as they would through an escape.

public enum MarkdownText {
  /// Between the marks of a paragraph, a heading, an item or a cell.
  public static func escaped(_ text: String) -> String {
    let scalars = Array(visible(text).unicodeScalars)
    let block = blockMark(scalars)
    var result = ""
    for (index, scalar) in scalars.enumerated() {
      if isParted(scalars, index) { result += noWidth }
      if index == block { result += "\\" }
      switch scalar {
      case "&": result += "&amp;"
      case "\\", "|", "`", "*", "_", "[", "]", "<", ">", "#": result += "\\\(scalar)"
      // It counts only when doubled.
      case "~" where index > 0 && scalars[index - 1] == "~": result += "\\~"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A code span, between marks that are longer than any run of backticks in it. Not for a cell of a table.
  public static func code(_ text: String) -> String {
    let scalars = visible(text).unicodeScalars
    var (run, longest) = (0, 0)
    for scalar in scalars {
      run = scalar == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let mark = String(repeating: "`", count: longest + 1)
    // A blank at both ends is taken off again; with a mark at an end it is needed.
    let room = scalars.first == "`" || scalars.last == "`" || scalars.first == " " ? " " : ""
    return mark + room + String(scalars) + room + mark
  }

  /// Between the tags of HTML that stands in markdown.
  public static func html(_ text: String) -> String {
    let scalars = Array(visible(text).unicodeScalars)
    var result = ""
    for (index, scalar) in scalars.enumerated() {
      if isParted(scalars, index) { result += noWidth }
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static let noWidth = "&#8203;"

  /// Whether a host may read this character and the ones before it together as more than text: `@name`, `a@b.c`, `#12`,
  /// `!12`, `GH-12`, `https://`, `www.`. Dollars are amounts here, and stay together.
  private static func isParted(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
    guard index > 0 else { return false }
    let scalar = scalars[index]
    switch scalars[index - 1] {
    case "@", "#", "!", "~", "&", "%", "^":
      return scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_"
        || scalar == "\""
    case ":": return scalar == "/" && index + 1 < scalars.count && scalars[index + 1] == "/"
    case "-": return ends(scalars[..<(index - 1)], with: "gh") && scalar.properties.numericType != nil
    default: return scalar == "." && ends(scalars[..<index], with: "www")
    }
  }

  private static func ends(_ scalars: ArraySlice<Unicode.Scalar>, with word: String) -> Bool {
    String(String.UnicodeScalarView(scalars.suffix(word.count))).lowercased() == word
  }

  /// The mark with which a line of this text would begin a list, a rule or an underlined heading: `- a`, `+ a`, `1. a`,
  /// `---`; nil: it begins none.
  private static func blockMark(_ scalars: [Unicode.Scalar]) -> Int? {
    func isEnd(_ index: Int) -> Bool { index >= scalars.count || scalars[index] == " " }
    guard let first = scalars.first else { return nil }
    if first == "-" || first == "+" || first == "=" {
      return isEnd(1) || scalars.allSatisfy { $0 == first || $0 == " " } ? 0 : nil
    }
    let digits = scalars.prefix { ("0"..."9").contains($0) }.count
    guard digits > 0, digits < scalars.count, scalars[digits] == "." || scalars[digits] == ")" else {
      return nil
    }
    return isEnd(digits + 1) ? digits : nil
  }
}
