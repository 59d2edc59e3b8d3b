/// How many columns of a terminal a text takes, and what of it may be shown there at all. Names come from
/// files: a control character in one must neither break a table nor speak to the terminal.

/// The text with every control character, line break and change of direction written as `\u{1B}`.
public func visible(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isHidden) else { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    if isHidden(scalar) {
      result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// Lines as a CI job may print them: hosts read commands from what a job prints, `::name::` at the beginning of a line
/// (blanks before it do not count) and `##[name]`, `##vso[name]` anywhere in it. A backslash parts what would be one.
public func withoutCommands(_ text: String) -> String {
  guard text.contains("::") || text.contains("##") else { return text }
  return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
    var result = ""
    if line.drop(while: \.isWhitespace).hasPrefix("::") { result += "\\" }
    var before: Unicode.Scalar?
    for scalar in line.unicodeScalars {
      if before == "#", scalar == "#" { result += "\\" }
      result.unicodeScalars.append(scalar)
      before = scalar
    }
    return result
  }.joined(separator: "\n")
}

/// `'text'`, as a message shows a name, a path or an argument, whatever it holds.
public func quoted(_ text: String) -> String { "'\(visible(text))'" }

private func isHidden(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .lineSeparator, .paragraphSeparator: true
  // U+200D joins emoji and some letters: harmless, and needed.
  case .format: scalar.value != 0x200D
  default: false
  }
}

/// Columns on a terminal: none for a combining mark, two for East Asian wide characters and emoji.
public func displayWidth(_ text: String) -> Int {
  var width = 0
  for scalar in text.unicodeScalars {
    if scalar.isASCII {
      width += 1
      continue
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: break
    default: width += isWide(scalar.value) ? 2 : 1
    }
  }
  return width
}

/// East Asian Width W and F (Unicode annex 11), by block.
private func isWide(_ value: UInt32) -> Bool {
  switch value {
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
    0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF,
    0x20000...0x3FFFD:
    true
  default: false
  }
}

/// The words of a text in lines no wider than `width`; a longer word is cut.
public func wrapped(_ text: String, width: Int) -> [String] {
  precondition(width > 0, "a column has room")
  guard displayWidth(text) > width else { return [text] }
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ", omittingEmptySubsequences: true).map(String.init) {
    for piece in pieces(of: word, width: width) {
      if line.isEmpty {
        line = piece
      } else if displayWidth(line) + 1 + displayWidth(piece) <= width {
        line += " " + piece
      } else {
        lines.append(line)
        line = piece
      }
    }
  }
  return lines + [line]
}

private func pieces(of word: String, width: Int) -> [String] {
  guard displayWidth(word) > width else { return [word] }
  var pieces: [String] = []
  var piece = ""
  for character in word {
    if !piece.isEmpty, displayWidth(piece) + displayWidth(String(character)) > width {
      pieces.append(piece)
      piece = ""
    }
    piece.append(character)
  }
  return pieces + [piece]
}
