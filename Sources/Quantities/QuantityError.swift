/// What is wrong with a quantity and what to write instead: one sentence each, fit to be shown to the
/// person who wrote it. The place (file, line, column) is added by whoever read the text.
public struct QuantityError: Error, Hashable, Sendable, CustomStringConvertible {
  public let problem: String
  public let remedy: String

  public init(_ problem: String, remedy: String) {
    self.problem = problem
    self.remedy = remedy
  }

  public var description: String { "\(problem); \(remedy)" }

  /// `'text'` as a message shows it, on one line whatever it holds: cut after 60 characters, and with a
  /// mark in place of each control character, so that no input moves the cursor of a terminal.
  public static func quote(_ text: some StringProtocol) -> String {
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(60) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: shown.append("\u{FFFD}")
      default: shown.append(scalar)
      }
    }
    let isCut = text.unicodeScalars.dropFirst(60).first != nil
    return "'\(String(shown))\(isCut ? "…" : "")'"
  }
}
