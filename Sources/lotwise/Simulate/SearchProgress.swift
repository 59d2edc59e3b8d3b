/// Where a search for a plan is: on a terminal only, redrawn ten times a second at most, wiped at the end. Nobody knows beforehand
/// how many members it will look at, so that it counts and does not promise.

import Formats
import Glibc
import Optimising
import Quantities
import Runs

final class SearchProgress {
  private let isShown: Bool
  private var drawn: Double?
  private let start = SearchProgress.now

  init(_ console: Console) { isShown = !console.isQuiet && isatty(STDERR_FILENO) == 1 }

  func show(_ progress: Optimiser.Progress) {
    guard isShown else { return }
    let now = SearchProgress.now
    guard now - start >= 0.3, now - (drawn ?? 0) >= 0.1 else { return }
    drawn = now
    let done = grouped(progress.done) + (progress.total > 0 ? " of \(grouped(progress.total))" : "")
    let text =
      switch progress.stage {
      case .searching(let family, let futures):
        "searching \(visible(family)): \(done) members, \(grouped(futures)) futures each"
      case .selecting(let plans): "comparing the best \(grouped(plans)) on fresh futures: \(done)"
      case .evaluating(let plans): "telling of \(grouped(plans)) plans: \(done) futures"
      }
    raw("\r\(text.prefix(78))\u{1B}[K")
  }

  func wipe() {
    if isShown, drawn != nil { raw("\r\u{1B}[K") }
  }

  private func raw(_ text: String) {
    var text = text
    text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
