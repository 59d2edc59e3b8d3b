/// libyaml's complaints in words that help: what is wrong at which place, and what to do.

import CYAML

/// Puts what stopped libyaml among the findings, at the place where the mistake was made, which for what is
/// never closed is where it was opened.
func explain(_ parser: yaml_parser_t, in text: SourceText, _ findings: Findings) {
  let problem = parser.problem.map { String(cString: $0) } ?? ""
  let context = parser.context.map { String(cString: $0) } ?? ""
  let here = place(parser.problem_mark)
  guard parser.error != YAML_MEMORY_ERROR else {
    findings.error(.file, "there is not enough memory to read this file", "split it")
    return
  }
  let opened = place(parser.context_mark)
  if problem.hasPrefix("found character that cannot start any token") {
    explainStray(text.character(at: here), here, findings)
    return
  }
  for mistake in mistakes where problem.hasPrefix(mistake.problem) && context.hasPrefix(mistake.context) {
    findings.error(mistake.isAtOpening ? opened : here, mistake.message, mistake.remedy)
    return
  }
  findings.error(
    here, "this is not YAML: \(problem)\(context.isEmpty ? "" : " (\(context))")",
    "mend the line, or put its text in quotes")
}

/// A character that YAML lets stand inside a text, and not at its beginning.
private func explainStray(_ character: Unicode.Scalar?, _ place: Place, _ findings: Findings) {
  if character == "\t" {
    findings.error(place, "a tab stands where spaces indent", "indent with spaces")
  } else {
    let shown = character.map { "'\($0)'" } ?? "this character"
    findings.error(place, "\(shown) cannot begin a text: YAML keeps it for itself", "put the text in quotes")
  }
}

private func place(_ mark: yaml_mark_t) -> Place {
  Place(line: mark.line + 1, column: mark.column + 1)
}

private struct Mistake {
  let problem: String
  var context = ""
  var isAtOpening = false
  let message: String
  let remedy: String
}

private let mistakes: [Mistake] = [
  Mistake(
    problem: "found a tab character", message: "a tab is used to indent", remedy: "indent with spaces"),
  Mistake(
    problem: "mapping values are not allowed", message: "a ':' is not expected here",
    remedy: "check the indentation, or put a text that holds ': ' in quotes"),
  Mistake(
    problem: "found unexpected end of stream", context: "while scanning a quoted scalar", isAtOpening: true,
    message: "the quote that opens here is never closed", remedy: "close it"),
  Mistake(
    problem: "found unexpected document indicator", context: "while scanning a quoted scalar",
    isAtOpening: true, message: "the quote that opens here is never closed", remedy: "close it"),
  Mistake(
    problem: "did not find expected ',' or '}'", isAtOpening: true,
    message: "the '{' that opens here is not closed before something else begins",
    remedy: "close it with '}', and put ', ' between its pairs"),
  Mistake(
    problem: "did not find expected ',' or ']'", isAtOpening: true,
    message: "the '[' that opens here is not closed before something else begins",
    remedy: "close it with ']', and put ', ' between its items"),
  Mistake(
    problem: "did not find expected key", message: "this does not fit the lines above it",
    remedy: "indent it as far as the key it belongs beside"),
  Mistake(
    problem: "could not find expected ':'", isAtOpening: true, message: "a key without its ':'",
    remedy: "write 'key: value', and check the indentation"),
  Mistake(
    problem: "did not find expected '-' indicator", message: "a list goes on with '-', or ends",
    remedy: "begin the line with '- ', or indent it as far as the key it belongs beside"),
  Mistake(
    problem: "block sequence entries are not allowed", message: "a list cannot begin here",
    remedy: "begin the list on a line of its own, or write [a, b]"),
  Mistake(
    problem: "found unknown escape character", message: "this escape is not known",
    remedy: "write \\\\ for a backslash, or use single quotes"),
  Mistake(
    problem: "found invalid Unicode character escape code", message: "this escape is half a character",
    remedy: "write the character itself"),
  Mistake(
    problem: "did not find expected hexdecimal number", message: "this escape lacks its hexadecimal digits",
    remedy: "write \\\\ for a backslash, or use single quotes"),
  Mistake(
    problem: "did not find expected alphabetic or numeric character",
    message: "a '*' or '&' stands before a name of letters and digits",
    remedy: "put a text that begins with such a character in quotes"),
  Mistake(
    problem: "did not find expected <document start>", message: "the file goes on after its map has ended",
    remedy: "check the indentation and the brackets above"),
  Mistake(
    problem: "did not find expected comment or line break", message: "something stands behind a '|' or '>'",
    remedy: "begin the text on the next line"),
]
