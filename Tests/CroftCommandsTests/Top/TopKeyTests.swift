import Testing

@testable import CroftCommands

@Suite struct TopKeyTests {
  @Test func sequencesAreKeysAlsoInPieces() {
    var decoder = TopKeyDecoder()
    #expect(
      decoder.keys(in: Array("q\u{1B}[A\u{1B}OB\u{1B}[5~\u{1B}[6~\t\u{1B}[Z\u{3}".utf8))
        == [.character("q"), .up, .down, .pageUp, .pageDown, .tab, .backTab, .interrupt])
    #expect(decoder.keys(in: [0x1B, 0x5B]) == [])
    #expect(decoder.keys(in: [0x42]) == [.down])
    #expect(decoder.keys(in: [0x1B]) == [.escape])
  }

  @Test func rubbishIsNoKeyAndIsNotKept() {
    var decoder = TopKeyDecoder()
    #expect(decoder.keys(in: Array("é\u{1B}[200~x".utf8)) == [.character("x")])
    #expect(decoder.keys(in: Array("\u{1B}[".utf8) + Array(repeating: UInt8(ascii: "1"), count: 1000)) == [])
    #expect(decoder.keys(in: Array("q".utf8)) == [.character("q")])
  }

  @Test func keysChooseScrollSortPauseAndQuit() {
    var state = TopState()
    #expect(state.handle(.tab, visibleRows: 5) == .redraw)
    #expect(state.pane == .executors)
    #expect(state.handle(.tab, visibleRows: 5) == .redraw)
    #expect(state.pane == .queues)
    #expect(state.handle(.character("2"), visibleRows: 5) == .redraw)
    #expect(state.handle(.pageDown, visibleRows: 5) == .redraw)
    #expect(state.firstRow(of: .applications) == 4)
    #expect(state.handle(.end, visibleRows: 5) == .redraw)
    state.clamp(.applications, lastFirstRow: 7)
    #expect(state.firstRow(of: .applications) == 7)
    #expect(state.handle(.pageUp, visibleRows: 100) == .redraw)
    #expect(state.firstRow(of: .applications) == 0)
    #expect(state.handle(.character("s"), visibleRows: 5) == .redraw)
    #expect(state.sorting(of: .applications) == 1 && state.sorting(of: .queues) == 0)
    #expect(state.handle(.character("p"), visibleRows: 5) == .redraw)
    #expect(state.isPaused)
    #expect(state.handle(.character("p"), visibleRows: 5) == .refresh)
    #expect(state.handle(.character("x"), visibleRows: 5) == .none)
    #expect(state.handle(.character("?"), visibleRows: 5) == .redraw)
    #expect(state.isHelpShown)
    // Any key leaves the help, and does nothing else.
    #expect(state.handle(.character("3"), visibleRows: 5) == .redraw)
    #expect(!state.isHelpShown && state.pane == .applications)
    #expect(state.handle(.character("q"), visibleRows: 5) == .quit)
  }
}
