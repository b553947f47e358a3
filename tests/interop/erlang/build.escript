#!/usr/bin/env escript
%% SPDX-License-Identifier: Apache-2.0
%% usage: build.escript <folder>: compiles the dictionaries and the modules beside this file into it.

main([Out]) ->
    Here = filename:dirname(escript:script_name()),
    true = code:add_patha(Out),
    [codec(filename:join(Here, Name ++ ".dia"), Out)
     || Name <- ["dict_tgpp", "dict_tsp", "dict_s6m", "dict_t4", "dict_monitoring", "dict_s6t",
                 "dict_t6a"]], % each after those it inherits
    [compile(File, Out) || File <- lists:sort(filelib:wildcard(filename:join(Here, "*.erl")))].

codec(File, Out) ->
    case diameter_make:codec(File, [{outdir, Out}, erl, hrl, {include, Out}]) of
        ok -> compile(filename:join(Out, filename:basename(File, ".dia") ++ ".erl"), Out);
        Error -> fail(File, Error)
    end.

compile(File, Out) ->
    case compile:file(File, [{outdir, Out}, {i, Out}, debug_info, report, warnings_as_errors]) of
        {ok, _} -> ok;
        Error -> fail(File, Error)
    end.

fail(File, Error) ->
    io:format(standard_error, "~s: ~tp~n", [File, Error]),
    halt(1).
