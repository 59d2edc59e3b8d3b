/// What a comparison says of numbers that nobody knows: at which value of each the answer turns.

import Formats
import Results

func unknownWords(_ result: ComparisonResult) -> [String] {
  result.unknownNumbers.map { number in
    let what = "Nobody knows “\(number.name)”; it may be anything from \(number.low) to \(number.high)."
    guard let best = result.ranking.serving.plan else { return what }
    guard !number.flips.isEmpty else {
      return what
        + " No value of it makes another plan that serves the work cheaper than \(result.name(best)) on average."
    }
    let turns = number.flips.map { flip in
      let between = flip.least == flip.most ? "" : " (between \(flip.least) and \(flip.most))"
      return
        "below about \(flip.value)\(between) \(result.name(flip.below)) costs less on average, above it \(result.name(flip.above))"
    }
    return what + " The answer hangs on it: \(turns.joined(separator: "; "))."
  }
}
