/// The name that a person probably meant: the one of fewest edits (a letter put in, left out, exchanged, or
/// two swapped), capital letters, blanks and underscores not counted, if those are few for its length.
/// At the boundary: one edit for each three letters is still near; one more is not.

package func nearestName(to written: String, in names: [String]) -> String? {
  let wanted = folded(written.prefix(64))
  let most = wanted.count / 3
  var best: (name: String, edits: Int)?
  for name in names {
    let whole = folded(name[...])
    // `berlin` means Europe/Berlin, unless there is a `Berlin`.
    let isLastPart = whole.count > wanted.count && whole.suffix(wanted.count + 1) == [slash] + wanted
    let edits = isLastPart ? 1 : distance(wanted, whole, atMost: most)
    if let edits, edits < best?.edits ?? Int.max { best = (name, edits) }
  }
  return best?.name
}

private let slash = UInt8(ascii: "/")

private func folded(_ text: Substring) -> [UInt8] {
  text.utf8.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: " ") }
    .map { isLetter($0) ? $0 | 0x20 : $0 }
}

/// The number of edits between two words (Damerau 1964, adjacent swaps only); nil past so many.
private func distance(_ a: [UInt8], _ b: [UInt8], atMost limit: Int) -> Int? {
  guard !a.isEmpty, abs(a.count - b.count) <= limit else { return nil }
  var twoAbove: [Int] = []
  var above = Array(0...b.count)
  for (i, letter) in a.enumerated() {
    var row = [i + 1]
    for (j, other) in b.enumerated() {
      var edits = min(above[j] + (letter == other ? 0 : 1), above[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, letter == b[j - 1], a[i - 1] == other { edits = min(edits, twoAbove[j - 1] + 1) }
      row.append(edits)
    }
    guard row.contains(where: { $0 <= limit }) else { return nil }
    twoAbove = above
    above = row
  }
  return above[b.count] <= limit ? above[b.count] : nil
}
