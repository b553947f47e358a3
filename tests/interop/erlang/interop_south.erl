%% SPDX-License-Identifier: Apache-2.0
%% Erlang south of iwfd only; the server is somebody else, who asks for what is told here.
-module(interop_south).

-export([all/0]).

-import(interop_main, [next/1]).

all() ->
    [{a_server_triggers_replaces_recalls_and_is_sent_the_report, fun served/0}].

served() ->
    asked(201, 0),
    #{'User-Identifier' := #{'External-Identifier' := [<<"unknown@meters.acme.example">>]}} = next('SIR'),
    Replacing = #{'Old-Reference-Number' := [201]} = asked(203, 2),
    asked(204, 0),
    #{'Old-Reference-Number' := [204]} = asked(204, 1),
    {'DRA', #{'Result-Code' := [2001]}} = interop_smsc:report(Replacing, #{'SM-Delivery-Outcome-T4' => 2}).

asked(Reference, Action) ->
    next('SIR'),
    Submitted = next('DTR'),
    #{'Reference-Number' := [Reference], 'Trigger-Action' := [Action]} = Submitted.
