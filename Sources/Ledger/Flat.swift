/// A list that belongs to one owner: elements one after another in memory of their own, no reference count, no check whether
/// somebody else holds the list before each change. The state of an account lies in such lists, for a simulated future changes
/// it millions of times; an `Array` would ask each time whether it is shared, and be copied when it is.
///
/// It cannot be copied by accident: whoever wants another one says `copy()`. An index past the end traps, in release builds
/// too. Room once taken is kept until the end, so that only the first futures of a run allocate.

struct Flat<Element>: ~Copyable {
  private var base: UnsafeMutablePointer<Element>
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int = 4) {
    self.capacity = max(capacity, 1)
    base = .allocate(capacity: self.capacity)
  }

  init(_ elements: some Collection<Element>) {
    self.init(capacity: elements.count)
    for element in elements { append(element) }
  }

  init(repeating element: Element, count: Int) {
    self.init(capacity: count)
    base.initialize(repeating: element, count: count)
    self.count = count
  }

  deinit {
    base.deinitialize(count: count)
    base.deallocate()
  }

  borrowing func copy() -> Flat {
    var other = Flat(capacity: capacity)
    other.base.initialize(from: base, count: count)
    other.count = count
    return other
  }

  @inline(__always) var isEmpty: Bool { count == 0 }
  @inline(__always) var indices: Range<Int> { Range(uncheckedBounds: (0, count)) }

  /// By address: an element of several hundred bytes is not copied when one of its values is looked at.
  subscript(index: Int) -> Element {
    @inline(__always)
    unsafeAddress { UnsafePointer(address(of: index)) }
    @inline(__always)
    unsafeMutableAddress { address(of: index) }
  }

  @inline(__always)
  func address(of index: Int) -> UnsafeMutablePointer<Element> {
    precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "an index within the list")
    return base + index
  }

  /// Where the elements lie, until the next one is added.
  @inline(__always) var address: UnsafeMutablePointer<Element> { base }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow() }
    (base + count).initialize(to: element)
    count &+= 1
  }

  @inline(never)
  private mutating func grow() {
    let room = UnsafeMutablePointer<Element>.allocate(capacity: 2 * capacity)
    room.moveInitialize(from: base, count: count)
    base.deallocate()
    (base, capacity) = (room, 2 * capacity)
  }

  /// Those from `index` on move up.
  mutating func insert(_ element: Element, at index: Int) {
    append(element)
    var place = count - 1
    while place > index {
      swapAt(place, place - 1)
      place -= 1
    }
  }

  @discardableResult
  @inline(__always)
  mutating func removeLast() -> Element {
    precondition(count > 0, "there is something to remove")
    count &-= 1
    return (base + count).move()
  }

  @inline(__always)
  mutating func removeAll() {
    base.deinitialize(count: count)
    count = 0
  }

  /// Keeps the first so many.
  mutating func shorten(to length: Int) {
    precondition(0...count ~= length, "no longer than it is")
    (base + length).deinitialize(count: count - length)
    count = length
  }

  @inline(__always)
  mutating func swapAt(_ a: Int, _ b: Int) {
    precondition(
      UInt(bitPattern: a) < UInt(bitPattern: count) && UInt(bitPattern: b) < UInt(bitPattern: count),
      "indices within the list")
    let element = (base + a).move()
    (base + a).moveInitialize(from: base + b, count: 1)
    (base + b).initialize(to: element)
  }
}

extension Flat: @unchecked Sendable where Element: Sendable {}

extension Flat {
  /// For those who may keep what they get.
  var array: [Element] { Array(UnsafeBufferPointer(start: base, count: count)) }
}
