package dev.weft.collector.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weft completion}. */
@Command(
    name = "completion",
    description = {
      "Prints a script that lets a shell complete weft's commands, options, kinds and names.",
      "bash: source <(weft completion bash)    zsh: source <(weft completion zsh)    fish: weft"
          + " completion fish | source"
    },
    mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
  /** Names are asked of the collector, which takes as long as a command. */
  private static final String WORDS =
      """

      # Kinds, and the names of documents and services; the latter are asked of the collector.
      function _complete_weft_words() {
        _complete_weft "$@"
        local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}" words=""
        [[ "$cur" == -* || "$prev" == -* ]] && return 0
        case "${COMP_WORDS[1]}" in
          get|delete|status|history|rollback)
            if [ "$COMP_CWORD" -eq 2 ]; then
              words="$(weft completion-words kinds 2>/dev/null)"
            elif [ "$COMP_CWORD" -eq 3 ] || [ "${COMP_WORDS[1]}" = delete ]; then
              words="$(weft completion-words documents "${COMP_WORDS[2]}" 2>/dev/null)"
            fi ;;
          top|logs)
            words="$(weft completion-words services 2>/dev/null)" ;;
          explain)
            [ "$COMP_CWORD" -eq 2 ] && words="$(weft completion-words services 2>/dev/null)" ;;
        esac
        [ -n "$words" ] && COMPREPLY=( $(compgen -W "$words" -- "$cur") )
        return 0
      }
      complete -F _complete_weft_words -o default weft weft.sh weft.bash
      """;

  /** Those that scripts are made for. */
  enum Shell {
    bash,
    zsh,
    fish
  }

  @Spec CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  Shell shell;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    CommandLine weft = Weft.line();
    out.print(shell == Shell.fish ? FishScript.of(weft) : AutoComplete.bash("weft", weft) + WORDS);
    out.flush();
    return ExitCode.DONE;
  }
}
