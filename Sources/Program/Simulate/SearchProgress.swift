/// Where a search for a plan is: on a terminal only (ProgressLine.swift). Nobody knows beforehand how many members it will look at,
/// so that it counts and does not promise.

import Formats
import Optimising
import Quantities

struct SearchProgress {
  private let line: ProgressLine

  init(_ console: Console) { line = ProgressLine(console) }

  func show(_ progress: Optimiser.Progress) {
    line.draw { _ in
      let done = grouped(progress.done) + (progress.total > 0 ? " of \(grouped(progress.total))" : "")
      return switch progress.stage {
      case .searching(let family, let futures):
        "searching \(visible(family)): \(done) members, \(grouped(futures)) futures each"
      case .selecting(let plans): "comparing the best \(grouped(plans)) on fresh futures: \(done)"
      case .evaluating(let plans): "telling of \(grouped(plans)) plans: \(done) futures"
      }
    }
  }

  func wipe() { line.wipe() }
}
