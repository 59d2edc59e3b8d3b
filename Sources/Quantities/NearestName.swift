/// The name a person most likely meant, for messages such as "did you mean 'expires'?".

/// The candidate with the fewest edits (a letter put in, left out, changed, or swapped with its
/// neighbour; blanks, underscores, hyphens and case count for nothing), the first listed among equals.
/// Nil when even the nearest is further than a third of the word's letters (at least one edit is always
/// forgiven).
public func nearestName(to word: String, among names: some Sequence<String>) -> String? {
  let wanted = folded(word)
  guard wanted.count <= 64 else { return nil }
  var best: (name: String, edits: Int)?
  for name in names {
    let candidate = folded(name)
    let allowed = Swift.max(1, Swift.max(wanted.count, candidate.count) / 3)
    guard candidate.count <= 64, abs(candidate.count - wanted.count) <= allowed else { continue }
    let edits = editDistance(wanted, candidate)
    if edits <= allowed, edits < best?.edits ?? Int.max { best = (name, edits) }
  }
  return best?.name
}

private func folded(_ text: String) -> [UInt8] {
  text.lowercased().utf8.filter { $0 != 32 && $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }
}

/// Damerau-Levenshtein in its restricted form: three rows of the table are kept.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var before: [Int] = []
  var last = Array(0...b.count)
  for i in 0..<a.count {
    var row = [i + 1]
    for j in 0..<b.count {
      let change = last[j] + (a[i] == b[j] ? 0 : 1)
      var least = Swift.min(change, last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = Swift.min(least, before[j - 1] + 1) }
      row.append(least)
    }
    before = last
    last = row
  }
  return last[b.count]
}
